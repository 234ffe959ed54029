package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.report.RunLog;
import dev.lockstep.report.TextTable;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Rows per second of whole trainings, against {@link BareGradients} of the same model over the same rows on as many threads, without
 * Spark: 784-300-100-10 on the 60,000 rows of Fashion-MNIST, by Adam, with resident workers in a {@code local[2]} session. Between the two
 * stands the same training by {@link LocalGradients}, which tells what Spark has to do with it. In each round all three go through all rows ten
 * times, one after the other; ratios are medians of the rounds' ratios.
 *
 * <p>Then, where the time of a step goes: waiting for gradients, which are computed meanwhile, adding them up, changing weights.
 *
 * <p>{@code LOCKSTEP_DATA=… deploy/bin/lockstep-bench EndToEnd [rounds] [batch size]…}
 */
final class EndToEndBenchmark {
    private static final int SLOTS = 2;
    private static final int EPOCHS = 10;
    private static final int WARM_UP_EPOCHS = 2;
    private static final Map<Integer, Double> BOUNDS = Map.of(1_024, 0.85, 8_192, 0.95);

    private final ShardTask task;
    private final List<Chunk> chunks;
    private final SparkGradients resident;
    private final TextTable rates = new TextTable(true)
            .row("rows/s at batch", "bare loop", "threads", "Lockstep", "of the bare loop", "bound", "");
    private final TextTable steps =
            new TextTable(true).row("ms of a step at batch", "whole", "wait", "reduce", "update", "other");

    private EndToEndBenchmark(ShardTask task, List<Chunk> chunks, SparkGradients resident) {
        this.task = task;
        this.chunks = chunks;
        this.resident = resident;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        if (!Files.isDirectory(Path.of(environment.getOrDefault("LOCKSTEP_DATA", "data"), "fashion-mnist"))) {
            System.out.println("skipped: there is no Fashion-MNIST; set LOCKSTEP_DATA, or run deploy/bin/fetch-data");
            return;
        }
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        List<Integer> batchSizes = arguments.length > 1
                ? List.of(arguments).subList(1, arguments.length).stream()
                        .map(Integer::valueOf)
                        .toList()
                : List.of(1_024, 8_192);
        RunConfig config = RunConfigs.read(
                Path.of("deploy/examples/fashion-mnist-mlp.yaml"),
                environment,
                List.of("data.validation=none", "data.test=none", "monitor=loss", "trainer.shards=" + SLOTS));
        RunLog log = RunLog.start();
        SparkConf conf = new SparkConf().setMaster("local[" + SLOTS + "]");
        try (SparkSession spark = SparkSessions.open("end-to-end benchmark", conf)) {
            run(spark, config, rounds, batchSizes);
        } finally {
            log.end(false);
        }
    }

    private static void run(SparkSession spark, RunConfig config, int rounds, List<Integer> batchSizes)
            throws Exception {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        PackedRows rows =
                PackedRows.of(spark, config, Target.Kind.CLASSES, SLOTS, (inputs, target) -> {}, new JobListener() {});
        ShardTask task = new ShardTask(
                PreparedRun.model(
                        config, rows.inputs(), rows.target(), CrossEntropy.DEFAULT, context.hadoopConfiguration()),
                rows.target(),
                List.of(),
                new float[0],
                rows.chunks().shardings());
        List<Chunk> chunks = Objects.requireNonNull(rows.chunks().chunks().get(Split.TRAINING))
                .collect();
        try (SparkGradients resident = SparkGradients.open(context, task, rows.chunks())) {
            EndToEndBenchmark benchmark = new EndToEndBenchmark(task, chunks, resident);
            for (int batchSize : batchSizes) {
                benchmark.run(batchSize, rounds);
            }
            System.out.println("medians of " + rounds + " rounds of " + EPOCHS + " epochs");
            benchmark.rates.lines().forEach(System.out::println);
            System.out.println();
            benchmark.steps.lines().forEach(System.out::println);
        }
    }

    private void run(int batchSize, int rounds) throws Exception {
        long stepsPerEpoch = Sharding.stepsPerEpoch(task.rows(Split.TRAINING), batchSize);
        List<Double> bareSeconds = new ArrayList<>();
        List<Whole> local = new ArrayList<>();
        List<Whole> ours = new ArrayList<>();
        try (LocalGradients threads = new LocalGradients(task, (split, chunk) -> chunks.get(chunk), SLOTS);
                BareGradients bare = new BareGradients(task.model(), chunks, stepsPerEpoch, SLOTS)) {
            bare.seconds(WARM_UP_EPOCHS);
            train(threads, batchSize, WARM_UP_EPOCHS);
            train(resident, batchSize, WARM_UP_EPOCHS);
            for (int round = 0; round < rounds; round++) {
                bareSeconds.add(bare.seconds(EPOCHS));
                local.add(train(threads, batchSize, EPOCHS));
                ours.add(train(resident, batchSize, EPOCHS));
            }
        }
        addRates(batchSize, bareSeconds, local, ours);
        long count = EPOCHS * stepsPerEpoch;
        String name = String.format(Locale.ROOT, "%,d", batchSize);
        steps.row(name + ", bare loop", millis(median(bareSeconds), count), "", "", "", "");
        addSteps(name + ", threads", local, count);
        addSteps(name + ", Lockstep", ours, count);
    }

    private Whole train(GradientSource source, int batchSize, int epochs) {
        long stepsPerEpoch = Sharding.stepsPerEpoch(source.rows(Split.TRAINING), batchSize);
        TrainerSettings settings =
                new TrainerSettings(epochs, batchSize, 1, stepsPerEpoch, Monitor.TRAINING_LOSS, Optional.empty());
        Times times = new Times();
        long start = System.nanoTime();
        new Trainer(task.model(), Adam.DEFAULT, new Constant(0.001), settings, List.of(times)).fit(source);
        return new Whole((System.nanoTime() - start) / 1e9, times.waiting, times.reducing, times.updating);
    }

    /** The seconds of a training, and what they went to. */
    private record Whole(double seconds, double waiting, double reducing, double updating) {
        double other() {
            return seconds - waiting - reducing - updating;
        }
    }

    /** Adds up what the epochs of a training report. */
    private static final class Times implements TrainingListener {
        private double waiting;
        private double reducing;
        private double updating;

        @Override
        public void evaluated(EpochReport report) {
            waiting += report.waitSeconds();
            reducing += report.reduceSeconds();
            updating += report.updateSeconds();
        }
    }

    private void addRates(int batchSize, List<Double> bare, List<Whole> local, List<Whole> ours) {
        double rows = (double) EPOCHS * task.rows(Split.TRAINING);
        List<Double> ratios = IntStream.range(0, ours.size())
                .mapToObj(i -> bare.get(i) / ours.get(i).seconds())
                .sorted()
                .toList();
        double ratio = median(ratios);
        double bound = BOUNDS.getOrDefault(batchSize, 0.0);
        rates.row(
                String.format(Locale.ROOT, "%,d", batchSize),
                text("%,.0f", rows / median(bare)),
                text("%,.0f", rows / median(local.stream().map(Whole::seconds).toList())),
                text("%,.0f", rows / median(ours.stream().map(Whole::seconds).toList())),
                text("%.3f", ratio) + " (" + text("%.3f", ratios.get(0)) + " to "
                        + text("%.3f", ratios.get(ratios.size() - 1)) + ")",
                bound == 0 ? "none" : text("%.2f", bound),
                ratio >= bound ? "reached" : "MISSED");
    }

    private void addSteps(String name, List<Whole> trainings, long count) {
        steps.row(
                name,
                millis(median(trainings.stream().map(Whole::seconds).toList()), count),
                millis(median(trainings.stream().map(Whole::waiting).toList()), count),
                millis(median(trainings.stream().map(Whole::reducing).toList()), count),
                millis(median(trainings.stream().map(Whole::updating).toList()), count),
                millis(median(trainings.stream().map(Whole::other).toList()), count));
    }

    private static String millis(double seconds, long count) {
        return text("%.3f", seconds * 1_000 / count);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}

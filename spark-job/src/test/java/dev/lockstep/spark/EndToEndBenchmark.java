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
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Rows per second of whole trainings, against {@link BareGradients} of the same model over the same rows on as many threads, without
 * Spark: 784-300-100-10 on the 60,000 rows of Fashion-MNIST, by Adam, with resident workers in a {@code local[2]} session. Between the two
 * stands the same training by {@link LocalGradients}, which tells what Spark has to do with it. In each round all three go through all rows as
 * often, one after the other; ratios are medians of the rounds' ratios.
 *
 * <p>Then, where the time of a step goes: waiting for gradients, which are computed meanwhile, adding them up, changing weights. What cores
 * were busy with is told too, since it changes less where others want them.
 *
 * <p>{@code LOCKSTEP_DATA=… deploy/bin/lockstep-bench EndToEnd [rounds=N] [epochs=N] [batch size]…}
 */
final class EndToEndBenchmark {
    private static final int SLOTS = 2;
    private static final int WARM_UP_EPOCHS = 2;
    private static final Map<Integer, Double> BOUNDS = Map.of(1_024, 0.85, 8_192, 0.95);

    private final ShardTask task;
    private final List<Chunk> chunks;
    private final SparkGradients resident;
    private final int epochs;
    private final TextTable rates = new TextTable(true)
            .row(
                    "rows/s at batch",
                    "bare loop",
                    "threads",
                    "Lockstep",
                    "of the bare loop",
                    "bound",
                    "",
                    "of its cores' time");
    private final TextTable steps =
            new TextTable(true).row("ms of a step at batch", "whole", "cores", "wait", "reduce", "update", "other");

    private EndToEndBenchmark(ShardTask task, List<Chunk> chunks, SparkGradients resident, int epochs) {
        this.task = task;
        this.chunks = chunks;
        this.resident = resident;
        this.epochs = epochs;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        if (!Files.isDirectory(Path.of(environment.getOrDefault("LOCKSTEP_DATA", "data"), "fashion-mnist"))) {
            System.out.println("skipped: there is no Fashion-MNIST; set LOCKSTEP_DATA, or run deploy/bin/fetch-data");
            return;
        }
        int rounds = option("rounds=", arguments).orElse(5);
        int epochs = option("epochs=", arguments).orElse(10);
        List<Integer> batchSizes = Arrays.stream(arguments)
                .filter(word -> !word.contains("="))
                .map(Integer::valueOf)
                .toList();
        RunConfig config = RunConfigs.read(
                Path.of("deploy/examples/fashion-mnist-mlp.yaml"),
                environment,
                List.of("data.validation=none", "data.test=none", "monitor=loss", "trainer.shards=" + SLOTS));
        RunLog log = RunLog.start();
        SparkConf conf = new SparkConf().setMaster("local[" + SLOTS + "]");
        try (SparkSession spark = SparkSessions.open("end-to-end benchmark", conf)) {
            run(spark, config, rounds, epochs, batchSizes.isEmpty() ? List.of(1_024, 8_192) : batchSizes);
        } finally {
            log.end(false);
        }
    }

    private static OptionalInt option(String start, String[] arguments) {
        return Arrays.stream(arguments)
                .filter(word -> word.startsWith(start))
                .mapToInt(word -> Integer.parseInt(word.substring(start.length())))
                .findFirst();
    }

    private static void run(SparkSession spark, RunConfig config, int rounds, int epochs, List<Integer> batchSizes)
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
            EndToEndBenchmark benchmark = new EndToEndBenchmark(task, chunks, resident, epochs);
            for (int batchSize : batchSizes) {
                benchmark.run(batchSize, rounds);
            }
            System.out.println("medians of " + rounds + " rounds of " + epochs + " epochs");
            benchmark.rates.lines().forEach(System.out::println);
            System.out.println();
            benchmark.steps.lines().forEach(System.out::println);
        }
    }

    private void run(int batchSize, int rounds) throws Exception {
        long stepsPerEpoch = Sharding.stepsPerEpoch(task.rows(Split.TRAINING), batchSize);
        List<Lap> bare = new ArrayList<>();
        List<Lap> local = new ArrayList<>();
        List<Lap> ours = new ArrayList<>();
        try (LocalGradients threads = new LocalGradients(task, (split, chunk) -> chunks.get(chunk), SLOTS);
                BareGradients loop = new BareGradients(task.model(), chunks, stepsPerEpoch, SLOTS)) {
            loop.walk(WARM_UP_EPOCHS);
            train(threads, batchSize, WARM_UP_EPOCHS);
            train(resident, batchSize, WARM_UP_EPOCHS);
            for (int round = 0; round < rounds; round++) {
                bare.add(Lap.of(new Lap.Times(), () -> loop.walk(epochs)));
                local.add(train(threads, batchSize, epochs));
                ours.add(train(resident, batchSize, epochs));
            }
        }
        addRates(batchSize, bare, local, ours);
        String name = text("%,.0f", batchSize);
        long count = epochs * stepsPerEpoch;
        addSteps(name + ", bare loop", bare, count);
        addSteps(name + ", threads", local, count);
        addSteps(name + ", Lockstep", ours, count);
    }

    private Lap train(GradientSource source, int batchSize, int length) throws Exception {
        long stepsPerEpoch = Sharding.stepsPerEpoch(source.rows(Split.TRAINING), batchSize);
        TrainerSettings settings =
                new TrainerSettings(length, batchSize, 1, stepsPerEpoch, Monitor.TRAINING_LOSS, Optional.empty());
        Lap.Times times = new Lap.Times();
        Trainer trainer = new Trainer(task.model(), Adam.DEFAULT, new Constant(0.001), settings, List.of(times));
        return Lap.of(times, () -> trainer.fit(source));
    }

    private void addRates(int batchSize, List<Lap> bare, List<Lap> local, List<Lap> ours) {
        double ratio = median(ratios(bare, ours, Lap::seconds));
        double bound = BOUNDS.getOrDefault(batchSize, 0.0);
        rates.row(
                text("%,.0f", batchSize),
                rate(bare),
                rate(local),
                rate(ours),
                range(ratios(bare, ours, Lap::seconds)),
                bound == 0 ? "none" : text("%.2f", bound),
                ratio >= bound ? "reached" : "MISSED",
                range(ratios(bare, ours, Lap::cores)));
    }

    private String rate(List<Lap> turns) {
        return text("%,.0f", (double) epochs * task.rows(Split.TRAINING) / median(turns, Lap::seconds));
    }

    /** How much of what the bare loop needs the other one needs, in each round. */
    private static List<Double> ratios(List<Lap> bare, List<Lap> other, ToDoubleFunction<Lap> of) {
        return IntStream.range(0, bare.size())
                .mapToObj(i -> of.applyAsDouble(bare.get(i)) / of.applyAsDouble(other.get(i)))
                .sorted()
                .toList();
    }

    private static String range(List<Double> sorted) {
        return text("%.3f", median(sorted)) + " (" + text("%.3f", sorted.get(0)) + " to "
                + text("%.3f", sorted.get(sorted.size() - 1)) + ")";
    }

    private void addSteps(String name, List<Lap> turns, long count) {
        List<ToDoubleFunction<Lap>> columns = new ArrayList<>(List.of(Lap::seconds, Lap::cores));
        if (median(turns, Lap::waiting) > 0) {
            columns.addAll(List.of(Lap::waiting, Lap::reducing, Lap::updating, Lap::other));
        }
        List<String> row = new ArrayList<>(List.of(name));
        columns.forEach(column -> row.add(text("%.3f", median(turns, column) * 1_000 / count)));
        steps.row(row);
    }

    private static double median(List<Lap> turns, ToDoubleFunction<Lap> of) {
        return median(turns.stream().map(of::applyAsDouble).toList());
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

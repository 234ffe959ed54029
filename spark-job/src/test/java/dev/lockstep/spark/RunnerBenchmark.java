package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunnerConfig;
import dev.lockstep.config.RunnerConfig.Kind;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.LinearModel;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What a step costs beside its arithmetic, with resident workers and with a Spark job each: {@code RunnerBenchmark [master]}.
 *
 * <p>The step's overhead is its time less that of the same gradients by threads of this process, as many as there are slots, without
 * adding them up; all three take turns, a hundred steps at a time, as a training stays with one of them. Rows are dense and all weights change in every step, as in training a
 * network with Adam: nothing can be left out on the way. The default master is {@code local[2]}. With {@code local-cluster[2,1,1024]}
 * executors are two processes: for that {@code lockstep-bench} sets what Spark wants to find in the environment.
 */
public final class RunnerBenchmark {
    private static final PartConfig NONE = new PartConfig.None();
    private static final int ROWS = 200;
    private static final int BATCH_ROWS = 4;
    private static final int STEPS_IN_TURN = 100;
    private static final int TURNS = 7;
    private static final int WARM_UP = 4;

    private final JavaSparkContext spark;
    private final int slots;

    private RunnerBenchmark(JavaSparkContext spark) {
        this.spark = spark;
        this.slots = Slots.settled(spark);
    }

    /** Runs all. */
    public static void main(String[] arguments) throws IOException {
        String master = arguments.length > 0 ? arguments[0] : "local[2]";
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        try (SparkSession session = SparkSessions.open("RunnerBenchmark", conf)) {
            session.sparkContext().setLogLevel("ERROR");
            RunnerBenchmark benchmark = new RunnerBenchmark(JavaSparkContext.fromSparkContext(session.sparkContext()));
            System.out.println(
                    "medians in ms, " + master + ", " + benchmark.slots + " slots, " + BATCH_ROWS + " rows a step");
            System.out.println("  weights  arithmetic  resident       job  overhead: resident       job     ratio");
            for (int features : new int[] {784, 26_999, 99_999}) {
                benchmark.steps(new Synthetic(ROWS, features, Synthetic.Task.CLASSES, 10, 0.1, 0, 1));
            }
        }
    }

    private void steps(Synthetic rows) {
        ChunkedData data = rows.chunks(spark, NONE, NONE, slots, 1);
        ShardTask task = new ShardTask(
                new LinearModel(rows.features(), rows.target(), CrossEntropy.DEFAULT),
                rows.target(),
                List.of(),
                new float[0],
                data.shardings());
        IndexParts parts = new IndexParts(rows.rows(), NONE, NONE);
        SyntheticRows made = new SyntheticRows(rows);
        double[][] millis = new double[3][];
        try (LocalGradients bare = new LocalGradients(
                        task, (split, chunk) -> made.chunk(parts, split, task.sharding(split), chunk), slots);
                SparkGradients resident = open(task, data, Kind.RESIDENT);
                SparkGradients jobs = open(task, data, Kind.JOB)) {
            List<GradientSource> sources = List.of(bare, resident, jobs);
            List<List<Double>> times = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            int weights = task.model().parameters().size();
            for (int turn = -WARM_UP; turn < TURNS; turn++) {
                for (int i = 0; i < sources.size(); i++) {
                    List<Double> spent = time(sources.get(i), weights);
                    if (turn >= 0) {
                        times.get(i).addAll(spent);
                    }
                }
            }
            for (int i = 0; i < millis.length; i++) {
                millis[i] =
                        times.get(i).stream().mapToDouble(time -> time).sorted().toArray();
            }
            print(weights, median(millis[0]), median(millis[1]), median(millis[2]));
        }
    }

    private SparkGradients open(ShardTask task, ChunkedData data, Kind kind) {
        RunnerConfig config = new RunnerConfig(kind, RunnerConfig.DEFAULT.placementTimeout());
        return SparkGradients.open(spark, task, data, config, warning -> System.err.println("warning: " + warning));
    }

    /** Milliseconds of each step of a turn but its first, for which workers may have to be gathered. */
    private static List<Double> time(GradientSource source, int weights) {
        List<Double> millis = new ArrayList<>();
        for (int step = 0; step <= STEPS_IN_TURN; step++) {
            float[] next = new float[weights]; // as in training, no array is sent twice in a row
            Arrays.fill(next, 1e-3f * (step + 1));
            long reduced = source.reduceNanos();
            long start = System.nanoTime();
            source.gradient(next, Step.of(step, ROWS / BATCH_ROWS));
            long spent = System.nanoTime() - start;
            if (source instanceof LocalGradients) {
                spent -= source.reduceNanos() - reduced;
            }
            if (step > 0) {
                millis.add(spent / 1e6);
            }
        }
        return millis;
    }

    private static void print(int weights, double bare, double resident, double job) {
        System.out.printf(
                Locale.ROOT,
                "%,9d  %10.3f  %8.3f  %8.3f  %18.3f  %8.3f  %8.3f%n",
                weights,
                bare,
                resident,
                job,
                resident - bare,
                job - bare,
                (resident - bare) / (job - bare));
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}

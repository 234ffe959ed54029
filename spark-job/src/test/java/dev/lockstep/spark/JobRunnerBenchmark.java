package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunnerConfig;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Losses;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * What a step costs with one Spark job each, in this process: {@code JobRunnerBenchmark [steps] [scale] [memory]}.
 *
 * <ul>
 *   <li>{@code steps}: a step against the barest job that broadcasts and collects as many weights, with the same settings of
 *       Spark's (Kryo, results sent directly, broadcasts not compressed), turn by turn
 *   <li>{@code scale}: steps of equal batches over 1,000,000 × 100 dense rows and over ten times as many, turn by turn
 *   <li>{@code memory}: what Spark says that packed rows take, against the bytes of their values
 * </ul>
 */
public final class JobRunnerBenchmark {
    private static final PartConfig NONE = new PartConfig.None();

    private final JavaSparkContext spark;
    private final int slots;

    private JobRunnerBenchmark(JavaSparkContext spark) {
        this.spark = spark;
        this.slots = Slots.now(spark);
    }

    /** Runs the named parts, or all. */
    public static void main(String[] arguments) throws IOException {
        Set<String> wanted = Set.of(arguments);
        SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[2]");
        try (SparkSession session = SparkSessions.open("JobRunnerBenchmark", conf)) {
            session.sparkContext().setLogLevel("WARN");
            JobRunnerBenchmark benchmark =
                    new JobRunnerBenchmark(JavaSparkContext.fromSparkContext(session.sparkContext()));
            if (wanted.isEmpty() || wanted.contains("steps")) {
                benchmark.steps(new Synthetic(4_000, 784, Synthetic.Task.CLASSES, 10, 0.1, 0, 1));
                benchmark.steps(new Synthetic(4_000, 26_999, Synthetic.Task.CLASSES, 10, 0.1, 50, 1));
            }
            if (wanted.isEmpty() || wanted.contains("memory")) {
                benchmark.memory(new Synthetic(200_000, 100, Synthetic.Task.REGRESSION, 1, 0.1, 0, 1));
                benchmark.memory(new Synthetic(200_000, 10_000, Synthetic.Task.REGRESSION, 1, 0.1, 30, 1));
            }
            if (wanted.isEmpty() || wanted.contains("scale")) {
                benchmark.scale(1_000_000, 10);
            }
        }
    }

    private void steps(Synthetic rows) {
        try (SparkGradients gradients = open(rows)) {
            int steps = 100;
            float[] theta = new float[(rows.features() + 1) * rows.classes()];
            BareRdd tasks = new BareRdd(spark.sc(), slots);
            double[][] millis = turnByTurn(
                    300, number -> bareJob(tasks, theta), number -> gradients.gradient(theta, Step.of(number, steps)));
            print("%,d weights: bare job %.2f ms, step %.2f ms, ratio %.3f", theta.length, millis);
        }
    }

    /**
     * The least that a job can be which brings the weights there and as many bytes back from each task: no data, no closure that
     * Spark would clean and check, nothing added up.
     */
    private void bareJob(BareRdd tasks, float[] theta) {
        Broadcast<float[]> weights = spark.broadcast(theta);
        try {
            Object[] sums =
                    (Object[]) spark.sc().runJob(tasks, new Echo(weights), ClassTag$.MODULE$.apply(Object.class));
            if (sums.length != slots || ((float[]) sums[slots - 1]).length != theta.length) {
                throw new IllegalStateException(sums.length + " results");
            }
        } finally {
            weights.destroy();
        }
    }

    private void scale(long count, int factor) {
        Synthetic small = new Synthetic(count, 100, Synthetic.Task.REGRESSION, 1, 0.1, 0, 1);
        Synthetic large = new Synthetic(count * factor, 100, Synthetic.Task.REGRESSION, 1, 0.1, 0, 1);
        int batchSize = 1_024;
        float[] theta = new float[101];
        try (SparkGradients few = open(small);
                SparkGradients many = open(large)) {
            long fewSteps = Sharding.stepsPerEpoch(small.rows(), batchSize);
            long manySteps = Sharding.stepsPerEpoch(large.rows(), batchSize);
            double[][] millis = turnByTurn(
                    600,
                    number -> few.gradient(theta, Step.of(number, fewSteps)),
                    number -> many.gradient(theta, Step.of(number, manySteps)));
            print("%,d rows: a step %.2f ms, ten times as many rows %.2f ms, ratio %.3f", small.rows(), millis);
        }
    }

    private void memory(Synthetic rows) {
        try (SparkGradients gradients = open(rows)) {
            long stored = Arrays.stream(spark.sc().getRDDStorageInfo())
                    .mapToLong(RDDInfo::memSize)
                    .sum();
            long values = rows.rows() * (rows.sparse() ? 8L * rows.nonzeros() : 4L * rows.features());
            System.out.printf(
                    Locale.ROOT,
                    "%s rows: values %,d bytes, arrays %,d, stored %,d, ratio %.3f%n",
                    rows.sparse() ? "CSR" : "dense",
                    values,
                    gradients.packedBytes(),
                    stored,
                    (double) stored / values);
        }
    }

    private SparkGradients open(Synthetic rows) {
        ChunkedData data = rows.chunks(spark, NONE, NONE, slots, 1);
        Loss loss = Losses.of(rows.classes() > 1 ? "cross_entropy" : "squared", Map.of());
        LinearModel model = new LinearModel(rows.features(), rows.target(), loss);
        ShardTask task = new ShardTask(model, rows.target(), List.of(), new float[0], data.shardings());
        if (data.rows(Split.TRAINING) != rows.rows()) {
            throw new IllegalStateException("rows are missing");
        }
        RunnerConfig jobs = new RunnerConfig(RunnerConfig.Kind.JOB, RunnerConfig.DEFAULT.placementTimeout());
        return SparkGradients.open(spark, task, data, jobs, warning -> {});
    }

    /** Milliseconds of each turn, after a third of them to warm up. */
    private static double[][] turnByTurn(int turns, IntConsumer one, IntConsumer other) {
        double[][] millis = new double[2][turns];
        List<IntConsumer> works = List.of(one, other);
        for (int turn = -turns / 3; turn < turns; turn++) {
            for (int i = 0; i < 2; i++) {
                int work = (turn + i) & 1; // each goes first as often as the other
                double spent = time(works.get(work), turn + turns / 3);
                if (turn >= 0) {
                    millis[work][turn] = spent;
                }
            }
        }
        return millis;
    }

    private static double time(IntConsumer work, int number) {
        long start = System.nanoTime();
        work.accept(number);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(String format, long size, double[][] millis) {
        double one = median(millis[0]);
        double other = median(millis[1]);
        System.out.printf(Locale.ROOT, "medians, " + format + "%n", size, one, other, other / one);
        one = Arrays.stream(millis[0]).average().orElseThrow();
        other = Arrays.stream(millis[1]).average().orElseThrow();
        System.out.printf(Locale.ROOT, "means,   " + format + "%n", size, one, other, other / one);
    }

    /** What a task of the bare job does. */
    private static final class Echo extends AbstractFunction2<TaskContext, Iterator<Object>, float[]>
            implements Serializable {
        private static final long serialVersionUID = 1;

        private final Broadcast<float[]> weights;

        Echo(Broadcast<float[]> weights) {
            this.weights = weights;
        }

        @Override
        public float[] apply(TaskContext context, Iterator<Object> none) {
            return weights.value();
        }
    }

    /** Partitions with nothing in them. */
    private static final class BareRdd extends RDD<Object> {
        private static final long serialVersionUID = 1;

        private final int size;

        @SuppressWarnings("unchecked") // the empty list has no elements of any type
        BareRdd(SparkContext context, int size) {
            super(context, (Seq<Dependency<?>>) (Seq<?>) Nil$.MODULE$, ClassTag$.MODULE$.apply(Object.class));
            this.size = size;
        }

        @Override
        public Partition[] getPartitions() {
            return IntStream.range(0, size).mapToObj(Place::new).toArray(Partition[]::new);
        }

        @Override
        public Iterator<Object> compute(Partition partition, TaskContext context) {
            return Iterator$.MODULE$.empty();
        }

        private record Place(int index) implements Partition {}
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.data.Target;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Logistic;
import dev.lockstep.model.Model;
import dev.lockstep.optim.Adagrad;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.report.TextTable;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * How many bytes a step takes: {@code deploy/bin/lockstep-bench Traffic 'local-cluster[2,1,1024]'}, and with four executors.
 *
 * <p>Sparse: a logistic regression over a million hashed features, 40 in a row, 1,024 rows a step, by AdaGrad. Bytes to and from each
 * executor, as shares of the weights' size: each should be at most a tenth. Dense: Adam on a million weights, added up by the executors among
 * themselves where there are at least three. Bytes that the driver receives in all: at most twice the weights' size with four. What
 * the driver's process has read, where Linux tells, is beside them: it counts all that Spark itself has to say, too.
 */
final class TrafficBenchmark {
    private static final PartConfig NONE = new PartConfig.None();
    private static final int FEATURES = 1_000_000;
    private static final int BATCH_ROWS = 1024;
    private static final int SHARDS = 4;
    private static final int STEPS = 40;

    /** So small that no row is ever told so surely that its gradient is 0. */
    private static final double RATE = 1e-6;

    private static final Path IO = Path.of("/proc/self/io");

    private final JavaSparkContext spark;
    private final int executors;
    private final TextTable table = new TextTable(true)
            .row("", "executors", "weights", "down, of dense", "up, of dense", "driver received", "its process read");

    private TrafficBenchmark(JavaSparkContext spark) {
        this.spark = spark;
        this.executors = Slots.settled(spark);
    }

    public static void main(String[] arguments) throws IOException {
        SparkConf conf = new SparkConf()
                .setMaster(arguments.length > 0 ? arguments[0] : "local-cluster[2,1,1024]")
                .setIfMissing("spark.ui.enabled", "false")
                .set("spark.lockstep.sliceThreshold", "1m")
                .setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        try (SparkSession session = SparkSessions.open("TrafficBenchmark", conf)) {
            session.sparkContext().setLogLevel("ERROR");
            TrafficBenchmark benchmark =
                    new TrafficBenchmark(JavaSparkContext.fromSparkContext(session.sparkContext()));
            benchmark.measure("sparse, adagrad", 40, Adagrad.DEFAULT);
            benchmark.measure("dense, adam", 0, Adam.DEFAULT);
            benchmark.table.lines().forEach(System.out::println);
        }
    }

    private void measure(String name, int nonzeros, Optimizer optimizer) throws IOException {
        // Dense rows of so many features would be 4 MB each: a few of them make a gradient that is as dense.
        int rows = nonzeros > 0 ? STEPS * BATCH_ROWS : 2 * SHARDS;
        int batch = nonzeros > 0 ? BATCH_ROWS : SHARDS;
        Synthetic synthetic = new Synthetic(rows, FEATURES, Synthetic.Task.CLASSES, 2, 0.1, nonzeros, 1);
        ChunkedData data = synthetic.chunks(spark, NONE, NONE, SHARDS, 1);
        Target target = synthetic.target();
        Model model = new LinearModel(FEATURES, target, Logistic.DEFAULT);
        ShardTask task = new ShardTask(model, target, List.of(), new float[0], data.shardings());
        int epochs = STEPS / (rows / batch);
        try (SparkGradients gradients = SparkGradients.open(spark, task, data)) {
            TrainerSettings settings =
                    new TrainerSettings(epochs, batch, 1, Integer.MAX_VALUE, Monitor.TRAINING_LOSS, Optional.empty());
            long read = read();
            new Trainer(model, optimizer, new Constant(RATE), settings, List.of()).fit(gradients);
            row(name, model.parameters().size(), gradients.traffic().orElseThrow(), read() - read);
        }
    }

    private void row(String name, int weights, Traffic traffic, long read) {
        double dense = (double) Float.BYTES * weights * STEPS;
        table.row(
                name,
                String.valueOf(executors),
                String.format(Locale.ROOT, "%,d", weights),
                share(traffic.bytesSent() / dense / executors),
                share(traffic.bytesReceived() / dense / executors),
                share(traffic.bytesReceived() / dense),
                read > 0 ? share(read / dense) : "");
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }

    /** The bytes that this process has read from files and from the network; 0 where that is not told. */
    private static long read() throws IOException {
        return Files.exists(IO)
                ? Files.readAllLines(IO).stream()
                        .filter(line -> line.startsWith("rchar: "))
                        .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                        .sum()
                : 0;
    }
}

package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Squared;
import dev.lockstep.optim.Adam;
import dev.lockstep.report.RunLog;
import dev.lockstep.report.TextTable;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepReport;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * An epoch over data ten times as large as the memory that Spark may keep it in: {@code LargeDataBenchmark [gigabytes]}, 20 unless given.
 * Dense rows are made on the executors, cached where there is room, which is in memory and on disk, and trained on once with resident workers,
 * in one process. How often chunks are opened and where from is what {@link OpenedChunks} has counted: every row is trained on, so each
 * chunk is opened, and if no more are opened than there are, each is once.
 *
 * <p>Storage memory is a tenth of the data, for 20 GB of it 2 GB: {@code spark.memory.fraction} is set to what makes that of the heap
 * less Spark's 300 MB of reserve. The heap is {@code LOCKSTEP_MEMORY}; its default of 4 GB is enough for 20 GB of rows. The rest of the
 * data lies in a temporary folder ({@code java.io.tmpdir}), which needs as much room, and is deleted at the end.
 */
public final class LargeDataBenchmark {
    private static final double GIGABYTE = 1e9;
    private static final double SHARE_IN_MEMORY = 0.1;
    private static final long SPARKS_RESERVE = 300L << 20;
    private static final double LARGEST_FRACTION = 0.75;
    private static final int FEATURES = 1_000;
    private static final int BATCH_ROWS = 8_192;
    private static final int SLOTS = 2;
    private static final double HEAP_BOUND = 1.05;
    private static final double NANOS = 1e9;

    private final JavaSparkContext spark;
    private final Synthetic rows;

    private LargeDataBenchmark(JavaSparkContext spark, double bytes) {
        this.spark = spark;
        this.rows = new Synthetic(
                Math.max(1, (long) (bytes / (Float.BYTES * (FEATURES + 1)))),
                FEATURES,
                Synthetic.Task.REGRESSION,
                1,
                0.1,
                0,
                1);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        double bytes = GIGABYTE * (arguments.length > 0 ? Double.parseDouble(arguments[0]) : 20);
        double fraction = SHARE_IN_MEMORY * bytes / (Runtime.getRuntime().maxMemory() - SPARKS_RESERVE);
        if (!(fraction <= LARGEST_FRACTION)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "storage memory would be %.2f of the heap: give it more, with LOCKSTEP_MEMORY",
                    fraction));
        }
        RunLog log = RunLog.start();
        Path folder = Files.createTempDirectory("lockstep-large");
        folder.toFile().deleteOnExit(); // where the process is interrupted, once Spark has deleted what is in it
        SparkConf conf = new SparkConf()
                .setMaster("local[" + SLOTS + "]")
                .set("spark.memory.fraction", Double.toString(fraction))
                .set("spark.local.dir", folder.toString());
        try (SparkSession session = SparkSessions.open("large data benchmark", conf)) {
            JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
            new LargeDataBenchmark(spark, bytes).run();
        } finally {
            log.end(false);
            deleteAll(folder);
        }
    }

    private void run() {
        ChunkedData data = rows.chunks(spark, new PartConfig.None(), new PartConfig.None(), SLOTS, 1);
        ShardTask task = new ShardTask(
                new LinearModel(rows.features(), rows.target(), new Squared()),
                rows.target(),
                List.of(),
                new float[0],
                data.shardings());
        int chunks = task.sharding(Split.TRAINING).chunks();
        print(
                "%.2f GB in %,d chunks; %.2f GB of storage memory, %.2f GB of heap%n",
                rows.rows() * rows.bytesPerRow() / GIGABYTE,
                chunks,
                spark.env().memoryManager().maxOnHeapStorageMemory() / GIGABYTE,
                Runtime.getRuntime().maxMemory() / GIGABYTE);
        long start = System.nanoTime();
        try (SparkGradients gradients = SparkGradients.open(spark, task, data)) {
            print("made and cached in %.0f s%n", (System.nanoTime() - start) / NANOS);
            TrainerSettings settings =
                    new TrainerSettings(1, BATCH_ROWS, 1, Long.MAX_VALUE, Monitor.TRAINING_LOSS, Optional.empty());
            Meter meter = new Meter();
            long begin = System.nanoTime();
            OpenedChunks before = OpenedChunks.of(Split.TRAINING);
            new Trainer(task.model(), Adam.DEFAULT, new Constant(0.01), settings, List.of(meter)).fit(gradients);
            OpenedChunks opened = OpenedChunks.of(Split.TRAINING).since(before);
            double seconds = (System.nanoTime() - begin) / NANOS;
            print("an epoch of %,d rows in %.0f s%n", meter.trainedOn, seconds);
            print(chunks, opened, meter);
        }
    }

    /** Counts rows, and looks at the heap after a tenth of the epoch and at its end. */
    private static final class Meter implements TrainingListener {
        private static final int COLLECTIONS = 3;

        private long trainedOn;
        private long early;
        private long late;

        @Override
        public void stepped(StepReport report) {
            trainedOn += report.rows();
            if (report.step().index() == report.step().steps() / 10) {
                early = heap();
            }
            if (report.step().index() + 1 == report.step().steps()) {
                late = heap();
            }
        }

        private static long heap() {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                Slots.sleep();
            }
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }

    private void print(int chunks, OpenedChunks opened, Meter meter) {
        double growth = (double) meter.late / meter.early;
        TextTable table = new TextTable(true)
                .row("in the epoch", "", "bound", "")
                .row(count("rows trained on", meter.trainedOn, rows.rows(), meter.trainedOn == rows.rows()))
                .row(count("chunks opened", opened.total(), chunks, opened.total() == chunks))
                .row(count("  read from disk", opened.fromDisk(), chunks, opened.fromDisk() <= chunks))
                .row("  from memory", String.format(Locale.ROOT, "%,d", opened.fromMemory()), "", "")
                .row(count("  made again", opened.fromElsewhere(), 0, opened.fromElsewhere() == 0))
                .row(
                        "heap at its end against after a tenth of it",
                        String.format(Locale.ROOT, "%.3f x", growth),
                        HEAP_BOUND + " x",
                        verdict(growth <= HEAP_BOUND));
        table.lines().forEach(System.out::println);
        print("heap after collection: %.2f GB, %.2f GB%n", meter.early / GIGABYTE, meter.late / GIGABYTE);
    }

    private static List<String> count(String what, long value, long bound, boolean reached) {
        return List.of(
                what,
                String.format(Locale.ROOT, "%,d", value),
                String.format(Locale.ROOT, "%,d", bound),
                verdict(reached));
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "MISSED";
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    /** Spark deletes as well, and may do so at the same time. */
    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

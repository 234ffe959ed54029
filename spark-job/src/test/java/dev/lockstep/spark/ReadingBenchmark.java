package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.data.Target;
import dev.lockstep.report.RunLog;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What reading, preparing, shuffling and packing 1 GB of CSV costs, against Spark reading it into its own cache: the two by turns,
 * in one process. Started as {@link AccuracyBenchmark} is; needs 3 GB of heap.
 */
final class ReadingBenchmark {
    private static final int COLUMNS = 100;
    private static final int FILES = 8;
    private static final int ROUNDS = 3;
    private static final double BOUND = 2.5;
    private static final double NANOS = 1e9;

    private ReadingBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        long bytes = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000_000L;
        RunLog log = RunLog.start();
        Path folder = Files.createTempDirectory("lockstep-reading");
        try (SparkSession spark = SparkSessions.open("reading benchmark", new SparkConf())) {
            write(folder, bytes);
            double[] ofSpark = new double[ROUNDS];
            double[] ours = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ofSpark[round] = cached(spark, folder);
                ours[round] = packed(spark, folder);
                print(
                        "round %d: spark.read.csv, cache, count %.1f s; read, prepare, shuffle, pack %.1f s%n",
                        round + 1, ofSpark[round], ours[round]);
            }
            double ratio = median(ours) / median(ofSpark);
            print(
                    "median of %d: %.2f times Spark's; the bound is %.1f: %s%n",
                    ROUNDS, ratio, BOUND, ratio <= BOUND ? "reached" : "MISSED");
        } finally {
            log.end(false);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void write(Path folder, long bytes) throws IOException {
        String header =
                "label," + IntStream.range(0, COLUMNS).mapToObj(c -> "x" + c).collect(Collectors.joining(","));
        for (int file = 0; file < FILES; file++) {
            SplittableRandom random = new SplittableRandom(file);
            try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("part-" + file + ".csv"))) {
                out.write(header + "\n");
                for (long written = 0; written < bytes / FILES; ) {
                    StringBuilder line = new StringBuilder().append(random.nextInt(2));
                    for (int c = 0; c < COLUMNS; c++) {
                        line.append(',').append(random.nextInt(-999_999, 1_000_000) / 1e4);
                    }
                    out.append(line.append('\n'));
                    written += line.length();
                }
            }
        }
    }

    private static double cached(SparkSession spark, Path folder) {
        StructType schema = new StructType().add("label", DataTypes.DoubleType);
        for (int c = 0; c < COLUMNS; c++) {
            schema = schema.add("x" + c, DataTypes.DoubleType);
        }
        long start = System.nanoTime();
        Dataset<Row> rows = spark.read()
                .schema(schema)
                .option("header", "true")
                .csv(folder.toString())
                .cache();
        long count = rows.count();
        double seconds = (System.nanoTime() - start) / NANOS;
        rows.unpersist(true);
        if (count == 0) {
            throw new IllegalStateException("no rows");
        }
        return seconds;
    }

    private static double packed(SparkSession spark, Path folder) throws IOException {
        String types = Stream.concat(
                        Stream.of("label"), IntStream.range(0, COLUMNS).mapToObj(c -> "x" + c))
                .map(name -> "    " + name + ": {type: number}\n")
                .collect(Collectors.joining());
        String yaml = "data:\n  train: {path: " + folder + ", format: csv}\n  label: label\n  columns:\n" + types
                + "loss: logistic\ntrainer: {shards: 4}\noutput: unused\n";
        RunConfig config = RunConfigs.read(new StringReader(yaml), "benchmark", Map.of(), List.of());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        long start = System.nanoTime();
        PackedRows rows =
                PackedRows.of(spark, config, Target.Kind.CLASSES, 4, (inputs, target) -> {}, new JobListener() {});
        try (ChunkedData chunks = rows.chunks()) {
            chunks.chunks().values().forEach(chunk -> chunk.foreachPartition(one -> one.forEachRemaining(c -> {})));
            double seconds = (System.nanoTime() - start) / NANOS;
            if (context.getPersistentRDDs().isEmpty()) {
                throw new IllegalStateException("nothing is packed");
            }
            return seconds;
        }
    }

    private static double median(double[] seconds) {
        return Arrays.stream(seconds).sorted().toArray()[seconds.length / 2];
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}

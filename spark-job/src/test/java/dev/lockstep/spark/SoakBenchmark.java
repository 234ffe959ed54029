package dev.lockstep.spark;

import dev.lockstep.checkpoint.CheckpointStore;
import dev.lockstep.config.CheckpointConfig;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.RunFiles;
import dev.lockstep.report.RunFolder;
import dev.lockstep.report.RunLog;
import dev.lockstep.report.TextTable;
import dev.lockstep.train.StepEnd;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Whether a long training leaves anything behind: {@code SoakBenchmark [steps]}, 100,000 unless given. The heap once garbage is collected,
 * the threads, and the files that are open, after all steps against after a tenth of them.
 *
 * <p>A whole run with everything that a run has, in one process: softmax regression by Adam with resident workers, scored every 500 steps,
 * writing its metrics and TensorBoard's events, and saving itself every 1,000 steps.
 */
public final class SoakBenchmark {
    private static final double HEAP_BOUND = 1.05;
    private static final int STEPS_PER_EPOCH = 450;
    private static final double MEGABYTE = 1e6;
    private static final int ID_DIGITS = 8;
    private static final String YAML = """
            data:
              train: {format: synthetic, task: classes, classes: 10, rows: 20000, features: 20, noise: 0.5, seed: 7}
              validation: {fraction: 0.1}
            loss: cross_entropy
            metrics: [accuracy]
            optimizer: adam
            trainer: {epochs: %d, batch_size: 40, seed: 42, shards: 2, evaluate_every: 500 steps}
            checkpoint: {every: 1000 steps}
            output: %s
            """;

    private final int steps;
    private Optional<TrainingJob> job = Optional.empty();
    private Optional<Left> early = Optional.empty();
    private Optional<Left> late = Optional.empty();

    private SoakBenchmark(int steps) {
        this.steps = steps;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        RunLog log = RunLog.start();
        Path folder = Files.createTempDirectory("lockstep-soak");
        SoakBenchmark soak = new SoakBenchmark(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000);
        try {
            soak.train(folder.resolve("run"));
        } finally {
            log.end(false);
            deleteAll(folder);
        }
        soak.print();
    }

    private void train(Path output) throws IOException {
        String yaml = YAML.formatted(steps / STEPS_PER_EPOCH + 2, output);
        RunConfig config = RunConfigs.read(new StringReader(yaml), "benchmark", Map.of(), List.of());
        RunFolder folder = RunFolder.claim(config.output(), false, new Configuration());
        RunFiles files = new RunFiles(folder, RunConfigs.write(config), config.monitor(), Optional.empty(), List.of());
        SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[2]");
        try (SparkSession spark = SparkSessions.open("soak benchmark", conf)) {
            TrainingJob training = new TrainingJob(config, spark, List.of(files, new Meter()), saved(folder));
            job = Optional.of(training);
            files.finish(training.run(), new Configuration());
        }
    }

    private static SavedRun saved(RunFolder folder) throws IOException {
        CheckpointStore store = new CheckpointStore(
                HadoopFiles.of(folder.checkpoints(), new Configuration()),
                CheckpointConfig.DEFAULT.keep(),
                () -> UUID.randomUUID().toString().substring(0, ID_DIGITS),
                System.err::println);
        store.look(false);
        return new SavedRun(store, Optional.empty(), AllowedChanges.NONE);
    }

    /** Looks at what there is after a tenth of the steps and after all of them, and ends the run then. */
    private final class Meter implements JobListener {
        @Override
        public void between(StepEnd end) {
            if (end.step() == steps / 10) {
                early = Optional.of(Left.now());
            } else if (end.step() == steps) {
                late = Optional.of(Left.now());
                job.orElseThrow().stop();
            }
        }
    }

    private void print() {
        Left before = early.orElseThrow();
        Left after = late.orElseThrow();
        TextTable table = new TextTable(true)
                .row("embedded steps", "after " + number(steps / 10), "after " + number(steps), "", "bound", "")
                .row(heap(before, after))
                .row(count("threads", before, after, left -> left.threads().size()))
                .row(count("open files", before, after, left -> left.files().size()));
        table.lines().forEach(System.out::println);
        printMore("thread", before.threads(), after.threads());
        printMore("file", before.files(), after.files());
    }

    private static List<String> heap(Left before, Left after) {
        double ratio = (double) after.heap() / before.heap();
        return List.of(
                "heap after collection, MB",
                String.format(Locale.ROOT, "%.2f", before.heap() / MEGABYTE),
                String.format(Locale.ROOT, "%.2f", after.heap() / MEGABYTE),
                String.format(Locale.ROOT, "%.3f x", ratio),
                HEAP_BOUND + " x",
                ratio <= HEAP_BOUND ? "reached" : "MISSED");
    }

    private static List<String> count(String what, Left before, Left after, ToIntFunction<Left> size) {
        int more = size.applyAsInt(after) - size.applyAsInt(before);
        return List.of(
                what,
                number(size.applyAsInt(before)),
                number(size.applyAsInt(after)),
                String.format(Locale.ROOT, "%+d", more),
                "+0",
                more <= 0 ? "reached" : "MISSED");
    }

    /** Names what was not there before, where there are more: where to begin to look. */
    private static void printMore(String what, List<String> before, List<String> after) {
        if (after.size() > before.size()) {
            List<String> more = new ArrayList<>(after);
            before.forEach(more::remove);
            more.forEach(name -> System.out.println("new " + what + ": " + name));
        }
    }

    private static String number(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * What a process has.
     *
     * @param heap the bytes in use once garbage is collected
     * @param threads their names
     * @param files what its descriptors stand for
     */
    private record Left(long heap, List<String> threads, List<String> files) {
        private static final int COLLECTIONS = 10;

        static Left now() {
            long heap = Long.MAX_VALUE;
            for (int i = 0; i < COLLECTIONS; i++) {
                // What one collection finds dead, a reference queue's thread may have to let go of before the next.
                System.gc();
                Slots.sleep();
                heap = Math.min(
                        heap,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            List<String> threads = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .sorted()
                    .toList();
            return new Left(heap, threads, openFiles());
        }

        private static List<String> openFiles() {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors.map(Left::target).sorted().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString();
            } catch (IOException e) {
                return "closed meanwhile"; // that of the listing itself
            }
        }
    }
}

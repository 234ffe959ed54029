package dev.lockstep.checkpoint;

import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.Model;
import dev.lockstep.network.Activation;
import dev.lockstep.network.ActivationFunction;
import dev.lockstep.network.Dense;
import dev.lockstep.network.NetworkBuilder;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.optim.Adam;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepEnd;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingStart;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a checkpoint costs a training, and how fast one is loaded: the network 784-800-450-10, of a million weights, by Adam, in batches
 * of 1,024 rows on two threads, saved every 100 steps.
 *
 * <pre>{@code
 * lockstep-bench Checkpoint [STEPS [FOLDER]]       500 steps, a temporary folder
 * }</pre>
 */
final class CheckpointBenchmark {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;
    private static final int BATCH = 1024;
    private static final int ROWS = 4 * BATCH;
    private static final int SHARDS = 2;
    private static final int EVERY = 100;
    private static final int LOADS = 5;
    private static final double NANOS = 1e9;

    private CheckpointBenchmark() {}

    public static void main(String[] args) throws IOException {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 5 * EVERY;
        Path folder = args.length > 1 ? Path.of(args[1]) : Files.createTempDirectory("lockstep-checkpoints-");
        LocalFiles files = new LocalFiles(folder);
        try {
            train(files, steps);
            load(files);
        } finally {
            if (args.length < 2) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static void train(LocalFiles files, int steps) {
        Target target = Target.classes(
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList());
        Activation relu = Activation.of(ActivationFunction.RELU);
        Model model = NetworkBuilder.of(FEATURES)
                .add(new Dense(800, relu))
                .add(new Dense(450, relu))
                .add(new Dense(CLASSES))
                .build(target, CrossEntropy.DEFAULT);
        ShardTask task = new ShardTask(
                model, target, List.of(), new float[0], Map.of(Split.TRAINING, new Sharding(ROWS, SHARDS, SHARDS, 1)));
        TrainerSettings settings = new TrainerSettings(
                steps * BATCH / ROWS, BATCH, 1, steps, Monitor.TRAINING_LOSS, Optional.empty(), Optional.empty());
        Checkpointing saving = new Checkpointing(
                store(files),
                Optional.of(SaveInterval.ofSteps(EVERY)),
                Checkpoints.FACTS,
                Checkpoints.MODEL,
                List.of(),
                System.err::println);
        Waiting waiting = new Waiting(saving);
        long start = System.nanoTime();
        try (saving;
                LocalGradients source = new LocalGradients(task, CheckpointBenchmark::rows, 2)) {
            new Trainer(model, Adam.DEFAULT, new Constant(0.001), settings, List.of(waiting)).fit(source);
        }
        double seconds = (System.nanoTime() - start) / NANOS;
        System.out.printf(
                Locale.ROOT,
                "%d weights: %d steps in %.1f s, %.1f ms each%n",
                model.parameters().size(),
                steps,
                seconds,
                1000 * seconds / steps);
        System.out.printf(
                Locale.ROOT,
                "checkpoints every %d steps: the training waited %.2f %% of its time, and %.2f %% of the time of two cores went"
                        + " into them%n",
                EVERY,
                100 * waiting.nanos / NANOS / seconds,
                100 * waiting.cpuNanos / NANOS / seconds / 2);
    }

    private static CheckpointStore store(LocalFiles files) {
        return new CheckpointStore(files, 3, () -> UUID.randomUUID().toString().substring(0, 8), System.err::println);
    }

    /** How long the training waits for its checkpoints, and what they take beside it. */
    private static final class Waiting implements TrainingListener {
        private final Checkpointing saving;
        private long nanos;
        private long cpuNanos;

        Waiting(Checkpointing saving) {
            this.saving = saving;
        }

        @Override
        public void started(TrainingStart start) {
            saving.started(start);
        }

        @Override
        public void between(StepEnd end) {
            long before = System.nanoTime();
            saving.between(end);
            nanos += System.nanoTime() - before;
            if (end.last()) {
                var threads = ManagementFactory.getThreadMXBean();
                for (long id : threads.getAllThreadIds()) {
                    var info = threads.getThreadInfo(id);
                    if (info != null && info.getThreadName().equals("lockstep-checkpoint")) {
                        cpuNanos = threads.getThreadCpuTime(id);
                    }
                }
            }
        }
    }

    private static Chunk rows(Split split, int number) {
        int rows = ROWS / SHARDS;
        RandomGenerator random = Seeds.generator(Seeds.derive(Seeds.hash(split.name()), number));
        float[] values = new float[rows * FEATURES];
        float[] labels = new float[rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        for (int r = 0; r < rows; r++) {
            labels[r] = random.nextInt(CLASSES);
        }
        return new Chunk(new DenseFeatures(rows, FEATURES, values), labels, new float[0]);
    }

    private static void load(LocalFiles files) throws IOException {
        long bytes = 0;
        List<String> folders = files.list("").stream()
                .filter(name -> CheckpointName.parse(name).isPresent())
                .toList();
        String newest = folders.get(folders.size() - 1);
        for (String file : files.list(newest)) {
            bytes += files.length(newest + "/" + file);
        }
        for (int i = 0; i < LOADS; i++) {
            long start = System.nanoTime();
            long step = store(files).newest().orElseThrow().step();
            double seconds = (System.nanoTime() - start) / NANOS;
            System.out.printf(
                    Locale.ROOT,
                    "load and verify step %d, %.1f MB: %.0f MB/s%n",
                    step,
                    bytes / 1e6,
                    bytes / 1e6 / seconds);
        }
    }
}

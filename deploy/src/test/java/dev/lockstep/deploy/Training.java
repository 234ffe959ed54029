package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** A training for tests to disturb: it reports and saves itself every 25 steps, and after the last but one report comes one step. */
final class Training {
    /** The reports before the last step. */
    static final int REPORTS = 53;

    private static final int STEPS_A_REPORT = 25;

    /** 300,000 weights: a step of some executors takes long enough to be hit, and so does a save. */
    private static final String RUN = """
            data:
              train: {format: synthetic, task: classes, classes: 10, rows: 4533, features: 30000, nonzeros: 20, noise: 0.5, seed: 7}
              validation: {every: 10, remainder: 9}
            model: linear
            loss: cross_entropy
            metrics: [accuracy]
            optimizer: adam
            schedule: {name: constant, learning_rate: 0.001}
            trainer: {epochs: 26, batch_size: 80, seed: 42, shards: 6, evaluate_every: 25 steps}
            checkpoint: {every: 25 steps, keep: 2}
            """;

    private static Optional<byte[]> undisturbed = Optional.empty();

    private Training() {}

    /**
     * The command that trains.
     *
     * @param folder in which it is run
     * @param output the run's folder in it
     * @param options of Lockstep and Spark, before the command
     */
    static List<String> command(Path folder, String output, List<String> options) throws IOException {
        Path run = folder.resolve("training.yaml");
        Files.writeString(run, RUN, StandardCharsets.UTF_8);
        List<String> command = Folder.lockstep(options.toArray(String[]::new));
        command.addAll(List.of("train", run.toString(), "--set", "output=" + output));
        return command;
    }

    /**
     * The command of another training, of the quickstart on fewer rows.
     *
     * @param options of Lockstep and Spark, before the command
     */
    static List<String> quickstart(String output, String... options) {
        List<String> command = Folder.lockstep(options);
        command.addAll(List.of(
                "train",
                Folder.path().resolve("examples/quickstart.yaml").toString(),
                "--set=output=" + output,
                "--set=data.train.rows=20000"));
        return command;
    }

    /** The steps after which it reports. */
    static List<Long> reportedSteps() {
        List<Long> steps = new ArrayList<>(IntStream.rangeClosed(1, REPORTS)
                .mapToObj(report -> (long) report * STEPS_A_REPORT)
                .toList());
        steps.add((long) REPORTS * STEPS_A_REPORT + 1);
        return steps;
    }

    /** The model file of a run in one process that nothing disturbs; trained once in a process, whoever asks. */
    static synchronized byte[] undisturbedModel(Path folder)
            throws IOException, InterruptedException, TimeoutException {
        if (undisturbed.isEmpty()) {
            Outcome outcome =
                    Running.run(folder, Map.of(), command(folder, "undisturbed", List.of("--master", "local[2]")));
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            WatchedRun run = new WatchedRun(folder.resolve("undisturbed"));
            assertThat(run.reportedSteps()).isEqualTo(reportedSteps());
            undisturbed = Optional.of(run.model());
        }
        return undisturbed.get().clone();
    }
}

package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RateEditTest {
    private static final double RATE = 0.031;

    @TempDir
    private Path temp = Path.of("");

    private Optional<String> edited(String text, String... overrides) {
        try {
            Path file = Files.writeString(temp.resolve("run.yaml"), text);
            return RunConfigs.withLearningRate(file, Map.of("LR", "0.5"), List.of(overrides), RATE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Replaces one piece of a run, and nothing else. */
    private void replaces(String before, String after) {
        String begin = "# my run 😀\n" + Runs.LEAST;
        String end = "# the end\nmetrics: [rmse]   # of all\n";
        assertThat(edited(begin + before + end)).contains(begin + after + end);
    }

    @Test
    void aRateThatIsThereIsReplaced() {
        replaces(
                "optimizer: {name: adam, learning_rate: 0.1, beta_1: 0.8} # fast\n",
                "optimizer: {name: adam, learning_rate: 0.031, beta_1: 0.8} # fast\n");
        replaces(
                "optimizer:\n  name: adam\n  # as in the paper\n  learning_rate:   1e-3   # really\n",
                "optimizer:\n  name: adam\n  # as in the paper\n  learning_rate:   0.031   # really\n");
        replaces("optimizer: {learning_rate: '${LR}'}\n", "optimizer: {learning_rate: 0.031}\n");
        replaces(
                "schedule: none\noptimizer: {learning_rate: 1}\n",
                "schedule: none\noptimizer: {learning_rate: 0.031}\n");
    }

    @Test
    void theBaseOrPeakOfAScheduleIsReplaced() {
        replaces(
                "schedule: {name: exponential, learning_rate: 1, decay_rate: 0.5, decay_steps: 1 epoch}\n",
                "schedule: {name: exponential, learning_rate: 0.031, decay_rate: 0.5, decay_steps: 1 epoch}\n");
        replaces(
                "schedule:\n    name: one_cycle\n    total_steps: 90\n    max_learning_rate: 1 # peak\n",
                "schedule:\n    name: one_cycle\n    total_steps: 90\n    max_learning_rate: 0.031 # peak\n");
        replaces(
                "schedule: {name: cyclic, learning_rate: 0.01, max_learning_rate: 1, step_size: 5}\n",
                "schedule: {name: cyclic, learning_rate: 0.01, max_learning_rate: 0.031, step_size: 5}\n");
        replaces(
                "schedule: {name: warm_up, steps: 5, then: {name: constant, learning_rate: 1}}\n",
                "schedule: {name: warm_up, steps: 5, then: {name: constant, learning_rate: 0.031}}\n");
    }

    @Test
    void aRateThatIsNotThereIsInserted() {
        replaces("optimizer: adam # best\n", "optimizer: {name: adam, learning_rate: 0.031} # best\n");
        replaces("optimizer: 'adam'\n", "optimizer: {name: 'adam', learning_rate: 0.031}\n");
        replaces("optimizer: {beta_1: 0.8}\n", "optimizer: {learning_rate: 0.031, beta_1: 0.8}\n");
        replaces(
                "optimizer:\n    # mine\n    name: sgd\n    momentum: 0.9\n",
                "optimizer:\n    # mine\n    learning_rate: 0.031\n    name: sgd\n    momentum: 0.9\n");
    }

    @Test
    void anAbsentOptimizerIsAddedAtTheEnd() {
        assertThat(edited(Runs.LEAST)).contains(Runs.LEAST + "optimizer: {learning_rate: 0.031}\n");
        String unended = Runs.LEAST.strip() + " # end";
        assertThat(edited(unended)).contains(unended + "\noptimizer: {learning_rate: 0.031}\n");
        String windows = "\uFEFF" + Runs.LEAST.replace("\n", "\r\n");
        assertThat(edited(windows)).contains(windows + "optimizer: {learning_rate: 0.031}\r\n");
        String flow = "{data: {train: rows.csv, label: price}, loss: squared, output: runs/first} # all";
        assertThat(edited(flow)).contains("{optimizer: {learning_rate: 0.031}, " + flow.substring(1));
        String indented = ("  " + Runs.LEAST.strip()).replace("\n", "\n  ") + "\n";
        assertThat(edited(indented)).contains(indented + "  optimizer: {learning_rate: 0.031}\n");
    }

    @Test
    void whatWouldBeAnotherRunIsRefused() {
        assertThat(edited(Runs.LEAST + "optimizer: {learning_rate: 1}\n", "optimizer.learning_rate=2"))
                .as("the command line is over the file")
                .isEmpty();
        assertThat(edited(Runs.LEAST
                        + "early_stopping: {patience: 3, min_delta: &r 0.5}\noptimizer: {learning_rate: *r}\n"))
                .as("two keys share the value")
                .isEmpty();
        assertThat(edited(Runs.LEAST + "...\n"))
                .as("nothing comes after the end")
                .isEmpty();
        assertThat(edited(Runs.LEAST + "schedule: {name: piecewise, boundaries: [5], values: [1, 0.1]}\n"))
                .as("many rates")
                .isEmpty();
        assertThat(edited(Runs.LEAST
                        + "schedule: {name: cyclic, learning_rate: 0.1, max_learning_rate: 1, step_size: 5}\n"))
                .as("a peak below the base")
                .isEmpty();
        assertThat(edited(Runs.LEAST, "optimizer=sgd"))
                .as("the file's is another")
                .isEmpty();
        assertThat(edited(Runs.LEAST + "optimizer: lbfgs\n")).as("no rate").isEmpty();
    }

    @Test
    void whoWritesByHandIsToldWhere() {
        assertThat(RunConfigs.learningRateEntry(Runs.read(Runs.LEAST), RATE))
                .isEqualTo("optimizer.learning_rate: 0.031");
        assertThat(entry("{name: one_cycle, max_learning_rate: 1, total_steps: 90}"))
                .isEqualTo("schedule.max_learning_rate: 0.031");
        assertThat(entry("{name: warm_up, steps: 5, then: {name: cosine, learning_rate: 1, decay_steps: 9}}"))
                .isEqualTo("schedule.then.learning_rate: 0.031");
        assertThat(entry("{name: piecewise, boundaries: [5], values: [1, 0.1]}"))
                .isEqualTo("0.031 as the largest rate of schedule piecewise");
    }

    private static String entry(String schedule) {
        return RunConfigs.learningRateEntry(Runs.read(Runs.LEAST + "schedule: " + schedule + "\n"), RATE);
    }
}

package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.checkpoint.SaveInterval;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code checkpoint}. */
final class CheckpointConfigTest {
    private static RunConfig read(String checkpoint) {
        return Runs.read(Runs.LEAST + "checkpoint: " + checkpoint);
    }

    @Test
    void noneIsNone() {
        RunConfig run = read("none");
        assertThat(run.checkpoint()).isEmpty();
        assertThat(RunConfigs.write(run)).contains("checkpoint: none");
        assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
    }

    @ParameterizedTest
    @CsvSource({
        "1 epoch, 50",
        "0.5 epochs, 25",
        "500 steps, 500",
        "7, 7",
        "10%, 100",
    })
    void everyIsALengthOfTraining(String every, long steps) {
        RunConfig run = read("{every: " + every + "}");
        assertThat(run.checkpoint().orElseThrow().interval(50, 1000)).isEqualTo(SaveInterval.ofSteps(steps));
        assertThat(run.checkpoint().orElseThrow().keep()).isEqualTo(3);
        assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
    }

    @ParameterizedTest
    @CsvSource({
        "10 minutes, 600, 10 minutes",
        "1 Minute, 60, 1 minute",
        "90 seconds, 90, 90 seconds",
        "1 second, 1, 1 second",
        "2 hours, 7200, 2 hours",
    })
    void everyIsATime(String every, long seconds, String written) {
        RunConfig run = read("{keep: 2, every: " + every + "}");
        CheckpointConfig checkpoint = run.checkpoint().orElseThrow();
        assertThat(checkpoint.interval(50, 1000)).isEqualTo(SaveInterval.ofTime(Duration.ofSeconds(seconds)));
        assertThat(checkpoint.everyText()).isEqualTo(written);
        assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{every: often}|checkpoint.every must be a length such as 1 epoch or 500 steps, or a time such as 10"
                        + " minutes, but was often (run.yaml:4)",
                "{every: 0 minutes}|checkpoint.every must be a length such as",
                "{every: 0}|length must be positive and finite, but was 0.0",
                "{keep: 1}|checkpoint.keep must be at least 2, but was 1 (run.yaml:4)",
                "{keep: all}|checkpoint.keep must be a whole number, but was all",
                "{evry: 1}|unknown key checkpoint.evry: did you mean every",
                "often|checkpoint must be a map of settings",
            })
    void saysWhatIsWrong(String checkpoint, String message) {
        assertThatThrownBy(() -> read(checkpoint))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void otherNamesLeadToOurs() {
        assertThatThrownBy(() -> Runs.read(Runs.LEAST + "save_every: 5"))
                .hasMessageContaining("unknown key save_every: write checkpoint.every");
    }

    @Test
    void comparisonsAreNotSaved() {
        assertThatThrownBy(() -> RunConfigs.readComparison(
                        new java.io.StringReader(Runs.LEAST
                                + "compare: {optimizers: [sgd], learning_rates: [0.1]}\ncheckpoint: {keep: 4}\n"),
                        "run.yaml",
                        java.util.Map.of(),
                        java.util.List.of()))
                .hasMessage("checkpoint is for lockstep train, since comparisons are not resumed: leave it out"
                        + " (run.yaml:5)");
    }

    @Test
    void isEitherALengthOrATime() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CheckpointConfig(Optional.empty(), Duration.ZERO, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CheckpointConfig(Optional.of(Length.steps(1)), Duration.ofSeconds(1), 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CheckpointConfig(Optional.empty(), Duration.ofSeconds(-1), 3));
    }
}

package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with rates is said before any work begins: what, where and the remedy, in one line. */
final class ScheduleErrorsTest {
    private static final String RUN = Runs.LEAST + "trainer: {epochs: 5}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: cosin, learning_rate: 1}            | there is no schedule cosin: did you mean cosine? (run.yaml:5)",
                "{name: cosine, decay_steps: 9}             | schedule cosine needs the setting learning_rate (run.yaml:5)",
                "{name: constant, learning_rate: -1}        | schedule.learning_rate must be positive and finite, but was -1.0 (run.yaml:5)",
                "{name: constant, learning_rate: .nan}      | schedule.learning_rate must be positive and finite, but was NaN (run.yaml:5)",
                "{name: constant, learning_rate: .inf}      | schedule.learning_rate must be positive and finite, but was Infinity",
                "{name: constant, learning_rate: 1, decay_steps: 5} | schedule constant has no setting decay_steps: known are: learning",
                "{name: cosine, learning_rate: 1, T_max: 5} | schedule cosine has no setting T_max: here it is called decay_steps",
                "{name: linear, learning_rate: 1, decay_steps: 1.5} | decay_steps of schedule linear must be a whole number, but was 1.5",
                "{name: linear, learning_rate: 1, decay_steps: 2 weeks} | decay_steps of schedule linear must be a number, but was 2 weeks",
                "{name: linear, learning_rate: 1, decay_steps: 0 epochs} | length must be positive and finite, but was 0.0 (run.yaml:5)",
                "{name: one_cycle, max_learning_rate: 1,¶ total_steps: 6 epochs} | schedule one_cycle needs more steps than there are for it: shorten total_steps, or raise trainer.epochs (run.yaml:6)",
                "{name: one_cycle, max_learning_rate: 1, total_steps: 101%} | shorten total_steps, or raise trainer.epochs (run.yaml:5)",
                "{name: one_cycle, max_learning_rate: 1, total_steps: 1 epoch, last_steps: 2 epochs} | schedule.last_steps must be part of total_steps, and is longer (run.yaml:5)",
                "{name: warmup_stable_decay, learning_rate: 1, warmup_steps: 60%, decay_steps: 50%} | warmup_steps and decay_steps must fit into total_steps",
                "{name: piecewise, boundaries: [2 epochs, 1 epoch], values: [1, 2, 3]} | schedule.boundaries must be positive, each after the one before (run.yaml:5)",
                "{name: piecewise, boundaries: [2 epochs], values: [1]} | schedule.values must be one more than there are boundaries, but was 1",
                "{name: piecewise, boundaries: 2 epochs, values: [1, 2]} | boundaries of schedule piecewise must be a list, but was 2000 (run.yaml:5)",
                "{name: sequence, boundaries: [5 epochs], schedules: [{name: constant, learning_rate: 1}, {name: constant, learning_rate: 2}]} | schedule sequence needs more steps than there are for it: shorten boundaries",
                "{name: warm_up, steps: 5 epochs, then: {name: constant, learning_rate: 1}} | schedule warm_up needs more steps than there are for it: shorten steps",
                "{name: warm_up, steps: 5}                  | schedule warm_up needs the setting then (run.yaml:5)",
                "{name: warm_up, steps: 5, then: constant}  | schedule constant needs the setting learning_rate (run.yaml:5)",
                "{name: warm_up, steps: 5, then:¶ {name: cosine, decay_steps: 9,¶ learning_rate: -1}} | schedule.then.learning_rate must be positive and finite, but was -1.0 (run.yaml:7)",
                "{name: sequence, boundaries: [5], schedules: [¶{name: constant, learning_rate: 1},¶ {name: liner}]} | there is no schedule liner: did you mean linear? (run.yaml:7)",
                "{name: scaled, base_batch_size: 0, schedule: {name: constant, learning_rate: 1}} | schedule.base_batch_size must be at least 1, but was 0",
                "{name: plateau, factor: 0.5}               | plateau is a key of its own, beside any schedule: write plateau: {patience: 3} (run.yaml:5)",
                "ReduceLROnPlateau                          | plateau is a key of its own, beside any schedule",
            })
    void ofSchedules(String schedule, String message) {
        assertMessage(RUN + "schedule: " + schedule.replace('¶', '\n') + "\n", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                              | plateau.patience is missing: write for example patience: 3 (run.yaml:5)",
                "3                               | plateau must be a map of settings, but was 3 (run.yaml:5)",
                "{patience: 0}                   | plateau.patience must be at least 1, but was 0 (run.yaml:5)",
                "{patience: 3, factor: 1}        | plateau.factor must be in (0, 1), but was 1.0 (run.yaml:5)",
                "{patience: 3, factor: .nan}     | plateau.factor must be in (0, 1), but was NaN (run.yaml:5)",
                "{patience: 3, cooldown: -1}     | plateau.cooldown must be at least 0, but was -1 (run.yaml:5)",
                "{patience: 3, min_delta: -1}    | plateau.min_delta must be at least 0 and finite, but was -1.0 (run.yaml:5)",
                "{patience: 3, threshold: rel}   | plateau.threshold must be absolute or relative, but was rel (run.yaml:5)",
                "{patience: 3, min_lr: 1}        | unknown key plateau.min_lr: write plateau.min_learning_rate (run.yaml:5)",
                "{patience: 3, monitor: val_auc} | unknown key plateau.monitor: write monitor (run.yaml:5)",
                "{patience: 3, coldown: 2}       | unknown key plateau.coldown: did you mean cooldown? (run.yaml:5)",
                "{patience: 3}¶monitor: val_auc  | monitor val_auc is not measured: add it to metrics, or write one of loss",
                "{patience: 3}¶monitor: val_loss | monitor val_loss needs validation rows",
                "{patience: 3}¶optimizer: lbfgs  | plateau is not for optimizer lbfgs, whose line search chooses every step: leave it out (run.yaml:5)",
            })
    void ofThePlateau(String plateau, String message) {
        assertMessage(RUN + "plateau: " + plateau.replace('¶', '\n') + "\n", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: one_cycle, total_steps: 30%} | write schedule: {name: one_cycle, max_learning_rate: 0.5, total_steps: 30%} (",
                "{name: warm_up, steps: 1 epoch, then: {name: linear, decay_steps: 9}} | write schedule: {name: warm_up, steps: 1 epoch, then: {name: linear, learning_rate: 0.5, decay_steps: 9}} (",
                "{name: piecewise, values: [1]}      | both say the rate: leave out the first (run.yaml:5)",
            })
    void ofARateInTwoPlaces(String schedule, String message) {
        assertMessage(RUN + "optimizer: {name: sgd, learning_rate: 0.5}\nschedule: " + schedule, message);
    }

    private static void assertMessage(String yaml, String message) {
        assertThatThrownBy(() -> Runs.read(yaml))
                .isInstanceOf(ConfigException.class)
                .message()
                .doesNotContain("\n")
                .contains(message);
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LbfgsTest {
    @Test
    void settingsAreReadAndHaveDefaults() {
        assertThat(Lbfgs.of(Map.of())).isEqualTo(new Lbfgs(10, 1e-6, 1e-9, 25, List.of()));
        assertThat(Lbfgs.of(
                        Map.of("memory", 3, "gradient_tolerance", 0.5, "loss_tolerance", 0.25, "max_line_search", 7)))
                .isEqualTo(new Lbfgs(3, 0.5, 0.25, 7, List.of()));
        Group bias = new Group("*bias", OptionalDouble.empty(), OptionalDouble.empty(), true);
        assertThat(Lbfgs.of(Map.of("groups", List.of(Map.of("match", "*bias", "frozen", true))))
                        .groups())
                .containsExactly(bias);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory             | 0    | memory must be at least 1, but was 0",
                "memory             | 1e10 | memory must be less than 2³¹, but was 10000000000",
                "memory             | -1e10 | memory must be at least 1, but was",
                "memory             | 1.5  | memory of optimizer lbfgs must be a whole number, but was 1.5",
                "gradient_tolerance | -1   | gradient_tolerance must be in [0, 1), but was -1.0",
                "gradient_tolerance | NaN  | gradient_tolerance must be in [0, 1), but was NaN",
                "loss_tolerance     | 1    | loss_tolerance must be in [0, 1), but was 1.0",
                "loss_tolerance     | NaN  | loss_tolerance must be in [0, 1), but was NaN",
                "max_line_search    | 0    | max_line_search must be at least 1, but was 0",
                "learning_rate      | 0.1  | no setting learning_rate: its line search chooses every step: leave it out",
                "weight_decay       | 0.1  | no setting weight_decay: write l2 of the loss instead",
                "clipnorm           | 0.1  | no setting clipnorm: its gradients are of all rows",
                "gradient_accumulation_steps | 2 | no setting gradient_accumulation_steps: its gradients are of all rows",
                "swa_start          | 2    | no setting swa_start: it has no noise to average: leave it out",
                "memry              | 2    | optimizer lbfgs has no setting memry: did you mean memory?",
            })
    void otherSettingsAreRefused(String key, double value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lbfgs.of(Map.of(key, value)))
                .withMessageContaining(message);
    }

    @Test
    void groupsCanOnlyBeFrozen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lbfgs.of(Map.of("groups", List.of(Map.of("match", "a*", "weight_decay", 1)))))
                .withMessage("groups of optimizer lbfgs must be frozen: true, since one step is for all tensors,"
                        + " but was other settings of a*");
    }

    @Test
    void frozenTensorsAreNotTrained() {
        ParameterLayout layout = ParameterLayout.of(List.of(
                new Parameter("weight", List.of(2), true, true),
                new Parameter("bias", List.of(1), true, false),
                new Parameter("mean", List.of(1), false, false)));
        assertThat(Lbfgs.DEFAULT.thawed(layout)).isEqualTo(layout);
        assertThat(frozen("bias").thawed(layout).parameters())
                .extracting(Parameter::trainable)
                .containsExactly(true, false, false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frozen("basi").thawed(layout))
                .withMessage("groups: match basi is none of the tensors weight, bias");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frozen("*").thawed(layout))
                .withMessage("groups freeze every tensor: leave one to train");
    }

    private static Lbfgs frozen(String match) {
        return Lbfgs.of(Map.of("groups", List.of(Map.of("match", match, "frozen", true))));
    }

    @Test
    void isAMethodAndNoOptimizer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("lbfgs", Map.of()))
                .withMessage("lbfgs is a training method, not an optimizer: Lbfgs.of reads its settings");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("lbgfs", Map.of()))
                .withMessage("there is no optimizer lbgfs: did you mean lbfgs?");
        assertThat(Optimizers.configurable()).containsAll(Optimizers.names()).endsWith("lbfgs");
        assertThat(Optimizers.names()).doesNotContain("lbfgs");
    }
}

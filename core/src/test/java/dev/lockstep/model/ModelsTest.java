package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelsTest {
    private static final Target THREE = Target.classes(List.of("a", "b", "c"));

    /** A model of a user's own, found on the class path. */
    public static final class PlainProvider implements ModelProvider {
        @Override
        public String name() {
            return "test_plain";
        }

        @Override
        public Model create(Settings settings, Inputs inputs, Target target, Loss loss) {
            return new LinearModel(inputs.width(), target, loss, false);
        }
    }

    @Test
    void linearHasABiasUnlessToldOtherwise() {
        assertThat(Models.of("linear", Map.of(), Inputs.vector(5), THREE, CrossEntropy.DEFAULT))
                .isEqualTo(new LinearModel(5, THREE, CrossEntropy.DEFAULT));
        assertThat(Models.of("linear", Map.of("bias", false), Inputs.vector(5), THREE, CrossEntropy.DEFAULT))
                .isEqualTo(new LinearModel(5, THREE, CrossEntropy.DEFAULT, false));
    }

    @Test
    void modelsOfUsersAreFound() {
        assertThat(Models.names()).containsExactly("linear", "network", "test_plain", "torchscript");
        assertThat(Models.of("test_plain", Map.of(), Inputs.vector(5), Target.number(), new Squared())
                        .parameters()
                        .size())
                .isEqualTo(5);
    }

    @Test
    void badModelsAreRefused() {
        assertThatThrownBy(
                        () -> Models.of("logistic_regression", Map.of(), Inputs.vector(5), THREE, CrossEntropy.DEFAULT))
                .hasMessage("unknown model logistic_regression: here it is called linear");
        assertThatThrownBy(() -> Models.of("linaer", Map.of(), Inputs.vector(5), THREE, CrossEntropy.DEFAULT))
                .hasMessage("unknown model linaer: did you mean linear?");
        assertThatThrownBy(
                        () -> Models.of("linear", Map.of("bais", true), Inputs.vector(5), THREE, CrossEntropy.DEFAULT))
                .hasMessage("model linear has no setting bais: did you mean bias?");
        assertThatThrownBy(() -> Models.of("linear", Map.of(), Inputs.vector(5), THREE, Logistic.DEFAULT))
                .hasMessageContaining("use cross_entropy");
    }

    @Test
    void twoOfOneNameAreRefused() {
        Registry<String> registry = new Registry<String>("loss", Map.of()).add("mine", "a");
        assertThatThrownBy(() -> registry.add("mine", "b"))
                .hasMessage("loss mine exists twice: rename the one on the class path");
    }
}

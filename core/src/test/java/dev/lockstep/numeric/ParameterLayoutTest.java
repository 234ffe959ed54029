package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ParameterLayoutTest {
    private static Parameter parameter(String name, Integer... shape) {
        return new Parameter(name, List.of(shape), true, true);
    }

    @Test
    void tensorsLieOneAfterAnother() {
        ParameterLayout layout = ParameterLayout.of(List.of(parameter("w", 2, 3), parameter("s"), parameter("b", 3)));
        assertThat(layout.size()).isEqualTo(10);
        assertThat(List.of(layout.offset(0), layout.offset(1), layout.offset(2), layout.offset(3)))
                .containsExactly(0, 6, 7, 10);
        assertThat(layout.parameters()).extracting(Parameter::name).containsExactly("w", "s", "b");
    }

    @Test
    void equalTensorsAreEqualLayouts() {
        assertThat(ParameterLayout.vector(5))
                .isEqualTo(ParameterLayout.of(List.of(parameter("theta", 5))))
                .hasSameHashCodeAs(ParameterLayout.vector(5))
                .hasToString(ParameterLayout.vector(5).toString())
                .isNotEqualTo(ParameterLayout.vector(6))
                .isNotEqualTo("theta");
    }

    @Test
    void namesAreUniqueAndNotEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParameterLayout.of(List.of(parameter("w", 1), parameter("w", 2))))
                .withMessageContaining("unique");
        assertThatIllegalArgumentException().isThrownBy(() -> parameter("", 1)).withMessageContaining("not empty");
    }

    @Test
    void dimensionsAreNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parameter("w", 2, -1))
                .withMessageContaining("dimension of w");
    }

    @Test
    void moreValuesThanAnArrayHoldsAreRefused() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> parameter("w", 1 << 16, 1 << 16).size());
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> ParameterLayout.of(List.of(parameter("a", 1 << 30), parameter("b", 1 << 30))));
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptimizerStateTest {
    private static final ParameterLayout TWO = ParameterLayout.vector(2);

    static OptimizerState copy(OptimizerState state, OptimizerState fresh) {
        Map<String, float[]> slots = new LinkedHashMap<>();
        state.names().forEach(name -> slots.put(name, state.slot(name).clone()));
        return fresh.restored(state.step(), slots, state.numbers());
    }

    private static OptimizerState two() {
        return OptimizerState.zeros(TWO, "m").withNumber("product", 1);
    }

    @Test
    void startsAtZeroWithSlotsInOrder() {
        OptimizerState state = OptimizerState.zeros(TWO, "m", "v");
        assertThat(state.step()).isZero();
        assertThat(state.size()).isEqualTo(2);
        assertThat(state.names()).containsExactly("m", "v");
        assertThat(state.slot("v")).containsExactly(0, 0);
        assertThat(state).hasToString("OptimizerState[step=0, slots=[m, v], numbers={}, length=2]");
    }

    @Test
    void equalMeansTheSameBits() {
        OptimizerState state = two();
        assertThat(copy(state, two())).isEqualTo(state).hasSameHashCodeAs(state);
        OptimizerState negativeZero = copy(state, two());
        negativeZero.slot("m")[1] = -0f;
        assertThat(negativeZero).isNotEqualTo(state);
        OptimizerState otherNumber = copy(state, two());
        otherNumber.setNumber("product", 0.5);
        assertThat(otherNumber).isNotEqualTo(state);
        assertThat(otherNumber.number("product")).isEqualTo(0.5);
        assertThat(state.restored(1, Map.of("m", new float[2]), state.numbers()))
                .isNotEqualTo(state);
        assertThat(OptimizerState.zeros(TWO, "m")).isNotEqualTo(state);
        assertThat(OptimizerState.zeros(TWO, "v").withNumber("product", 1)).isNotEqualTo(state);
        assertThat(OptimizerState.zeros(ParameterLayout.vector(3), "m").withNumber("product", 1))
                .isNotEqualTo(state);
        assertThat(state).isNotEqualTo("state");
    }

    @Test
    void hasSlotsOfOtherLengths() {
        OptimizerState state = two().withSlot("rows", 5);
        assertThat(state.slot("rows")).hasSize(5);
        assertThat(copy(state, two().withSlot("rows", 5))).isEqualTo(state);
    }

    @Test
    void rejectsSlotsAndNumbersThatItDoesNotHaveOrThatDoNotFit() {
        OptimizerState state = two();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.slot("v"))
                .withMessage("state has no slot v, only [m]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.number("v"))
                .withMessage("state has no number v, only [product]");
        assertThatIllegalArgumentException().isThrownBy(() -> state.setNumber("v", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> state.withSlot("m"));
        assertThatIllegalArgumentException().isThrownBy(() -> state.withNumber("product", 2));
        Map<String, Double> numbers = Map.of("product", 1.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.restored(0, Map.of("m", new float[3]), numbers))
                .withMessage("length of m must be 2, but was 3");
        assertThatIllegalArgumentException().isThrownBy(() -> state.restored(0, Map.of(), numbers));
        assertThatIllegalArgumentException().isThrownBy(() -> state.restored(0, Map.of("m", new float[2]), Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> state.restored(-1, Map.of("m", new float[2]), numbers));
    }
}

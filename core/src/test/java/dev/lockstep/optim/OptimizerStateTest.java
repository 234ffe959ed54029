package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptimizerStateTest {
    private static final ParameterLayout TWO = ParameterLayout.vector(2);

    static OptimizerState copy(OptimizerState state, ParameterLayout layout) {
        Map<String, float[]> slots = new LinkedHashMap<>();
        state.names().forEach(name -> slots.put(name, state.slot(name).clone()));
        return OptimizerState.of(layout, state.step(), slots);
    }

    @Test
    void startsAtZeroWithSlotsInOrder() {
        OptimizerState state = OptimizerState.zeros(TWO, "m", "v");
        assertThat(state.step()).isZero();
        assertThat(state.size()).isEqualTo(2);
        assertThat(state.names()).containsExactly("m", "v");
        assertThat(state.slot("v")).containsExactly(0, 0);
        assertThat(state).hasToString("OptimizerState[step=0, slots=[m, v], length=2]");
    }

    @Test
    void equalMeansTheSameBits() {
        OptimizerState state = OptimizerState.zeros(TWO, "m");
        assertThat(copy(state, TWO)).isEqualTo(state).hasSameHashCodeAs(state);
        OptimizerState negativeZero = copy(state, TWO);
        negativeZero.slot("m")[1] = -0f;
        assertThat(negativeZero).isNotEqualTo(state);
        assertThat(OptimizerState.of(TWO, 1, Map.of("m", new float[2]))).isNotEqualTo(state);
        assertThat(OptimizerState.zeros(TWO, "v")).isNotEqualTo(state);
        assertThat(OptimizerState.zeros(ParameterLayout.vector(3), "m")).isNotEqualTo(state);
        assertThat(state).isNotEqualTo("state");
    }

    @Test
    void rejectsSlotsThatItDoesNotHaveOrThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OptimizerState.zeros(TWO, "m").slot("v"))
                .withMessage("state has no slot v, only [m]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OptimizerState.of(TWO, 0, Map.of("m", new float[3])))
                .withMessage("length of m must be 2, but was 3");
        assertThatIllegalArgumentException().isThrownBy(() -> OptimizerState.of(TWO, -1, Map.of()));
    }
}

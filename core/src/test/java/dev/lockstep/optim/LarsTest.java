package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LarsTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-6);
    private static final ParameterLayout MATRIX =
            ParameterLayout.of(List.of(new Parameter("w", List.of(1, 2), true, true)));

    @Test
    void theStepOfAMatrixIsAShareOfItsLengthWhateverTheGradientsIs() {
        for (float size : new float[] {1e-20f, 1, 1e20f}) {
            float[] theta = {3, 4};
            Lars.DEFAULT.update(theta, new float[] {0, size}, Lars.DEFAULT.newState(MATRIX), 10);
            assertThat(theta[0]).isEqualTo(3);
            assertThat((double) theta[1]).isCloseTo(4 - 10 * 0.001 * 5, ROUNDING);
        }
    }

    @Test
    void theRatioIsOneWhereANormIsZero() {
        float[] theta = {0, 0};
        Lars.DEFAULT.update(theta, new float[] {1, -2}, Lars.DEFAULT.newState(MATRIX), 0.5);
        assertThat(theta).containsExactly(-0.5f, 1);
        float[] still = {3, 4};
        Lars decaying = new Lars(0, 0.001, 0, 0.1, false);
        decaying.update(still, new float[] {0, 0}, decaying.newState(MATRIX), 0.5);
        assertThat((double) still[0]).isCloseTo(3 - 0.5 * 0.1 * 3, ROUNDING);
    }

    @Test
    void vectorsHavePlainMomentumWithoutDecay() {
        Lars lars = new Lars(0.9, 0.001, 0, 0.1, true);
        Sgd sgd = new Sgd(0.9, true);
        float[] theta = {3, 4};
        float[] plain = {3, 4};
        OptimizerState state = lars.newState(2);
        OptimizerState plainState = sgd.newState(2);
        for (int t = 0; t < 3; t++) {
            lars.update(theta, new float[] {1, t}, state, 0.1);
            sgd.update(plain, new float[] {1, t}, plainState, 0.1);
        }
        assertThat(theta).isEqualTo(plain);
    }

    @Test
    void aGroupMayDecayAVector() {
        Optimizer lars = Optimizers.of("lars", Map.of("groups", List.of(Map.of("match", "*", "weight_decay", 0.5))));
        float[] theta = {4};
        lars.update(theta, new float[] {1}, lars.newState(1), 0.125);
        assertThat(theta).containsExactly(4 - 0.125f * 3);
    }

    @Test
    void gradientsTooSmallForTheRatioStayFinite() {
        float[] theta = {0, 1e10f};
        Lars lars = new Lars(0.9, 1, 0, 0, false);
        lars.update(theta, new float[] {0, Float.MIN_VALUE}, lars.newState(MATRIX), 1);
        assertThat(theta[0]).isZero();
        assertThat(theta[1]).isFinite();
    }

    @Test
    void decayIsItsOwn() {
        Map<String, Object> settings = Map.of(
                "momentum", 0.5, "trust_coefficient", 0.1, "epsilon", 0.2, "weight_decay", 0.3, "nesterov", true);
        assertThat(Optimizers.of("lars", settings)).isEqualTo(new Lars(0.5, 0.1, 0.2, 0.3, true));
        assertThat(Lars.DEFAULT.defaultLearningRate()).isEqualTo(0.01);
    }

    @Test
    void rejectsValuesOutOfRange() {
        for (double bad : new double[] {-1, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lars(bad, 1, 0, 0, false))
                    .withMessageContaining("momentum");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lars(0, bad, 0, 0, false))
                    .withMessageContaining("trust_coefficient");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lars(0, 1, bad, 0, false))
                    .withMessageContaining("epsilon");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lars(0, 1, 0, bad, false))
                    .withMessageContaining("weight_decay");
        }
    }
}

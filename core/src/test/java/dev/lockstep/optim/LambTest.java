package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LambTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-5);

    @Test
    void theFirstStepIsAsLongAsTheRateTimesTheTensor() {
        float[] theta = {3, 4};
        Lamb.DEFAULT.update(theta, new float[] {100, -0.5f}, Lamb.DEFAULT.newState(2), 0.1);
        assertThat(Math.hypot(theta[0] - 3, theta[1] - 4)).isCloseTo(0.5, ROUNDING);
        assertThat((double) theta[0]).isCloseTo(3 - 0.5 * Math.sqrt(0.5), ROUNDING);
    }

    @Test
    void tensorsOfZerosStepLikeAdam() {
        float[] theta = {0, 0};
        Lamb.DEFAULT.update(theta, new float[] {100, -0.5f}, Lamb.DEFAULT.newState(2), 0.1);
        assertThat((double) theta[0]).isCloseTo(-0.1, ROUNDING);
        assertThat((double) theta[1]).isCloseTo(0.1, ROUNDING);
    }

    @Test
    void stepsTooSmallForTheRatioStayFinite() {
        float[] theta = {1e5f, 1};
        Lamb.DEFAULT.update(theta, new float[] {0, Float.MIN_VALUE}, Lamb.DEFAULT.newState(2), 1);
        assertThat(theta[0]).isEqualTo(1e5f);
        assertThat(theta[1]).isFinite();
    }

    @Test
    void decayIsOutsideTheRatio() {
        float[] decayed = {3, 4};
        Optimizer optimizer = Optimizers.of("lamb", Map.of("weight_decay", 0.5));
        optimizer.update(decayed, new float[] {1, 1}, optimizer.newState(2), 0.1);
        float[] shrunk = {3 - 3 * 0.05f, 4 - 4 * 0.05f};
        Lamb.DEFAULT.update(shrunk, new float[] {1, 1}, Lamb.DEFAULT.newState(2), 0.1);
        assertThat(decayed).isEqualTo(shrunk);
    }

    @Test
    void manySlicesFollowTheFormulaInDouble() {
        int n = 300_000;
        float[] theta = OptimizerContractTest.random(n, 1);
        double[] expected = doubles(theta);
        double[] m = new double[n];
        double[] v = new double[n];
        OptimizerState state = Lamb.DEFAULT.newState(n);
        for (int t = 1; t <= 3; t++) {
            float[] gradient = OptimizerContractTest.random(n, 10 + t);
            Lamb.DEFAULT.update(theta, gradient, state, 0.1);
            double[] u = new double[n];
            double weights = 0;
            double steps = 0;
            for (int i = 0; i < n; i++) {
                m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                u[i] = m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-7);
                weights += expected[i] * expected[i];
                steps += u[i] * u[i];
            }
            for (int i = 0; i < n; i++) {
                expected[i] -= 0.1 * Math.sqrt(weights / steps) * u[i];
            }
        }
        for (int i = 0; i < n; i++) {
            assertThat((double) theta[i]).isCloseTo(expected[i], ROUNDING);
        }
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Test
    void settingsArriveAndAreChecked() {
        assertThat(Optimizers.of("lamb", Map.of("beta_1", 0.8, "beta_2", 0.9, "epsilon", 0.1)))
                .isEqualTo(new Lamb(0.8, 0.9, 0.1));
        assertThat(Lamb.DEFAULT.defaultLearningRate()).isEqualTo(0.001);
        for (double bad : new double[] {-1, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lamb(bad, 0.9, 1))
                    .withMessageContaining("beta_1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lamb(0.9, bad, 1))
                    .withMessageContaining("beta_2");
        }
        for (double bad : new double[] {0, 1e39, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lamb(0.9, 0.9, bad))
                    .withMessageContaining("epsilon");
        }
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AdafactorTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-5);

    @Test
    void memoryIsThatOfRowsAndColumns() {
        OptimizerState state = Adafactor.DEFAULT.newState(ParameterLayout.of(List.of(
                new Parameter("frozen", List.of(50, 60), false, true),
                new Parameter("w", List.of(300, 200), true, true),
                new Parameter("empty", List.of(0, 5), true, true),
                new Parameter("b", List.of(7), true, true),
                new Parameter("kernels", List.of(2, 3, 5, 4), true, true))));
        assertThat(state.slot("r")).hasSize(300 + 2 * 3 * 5);
        assertThat(state.slot("c")).hasSize(200 + 2 * 3 * 4);
        assertThat(state.slot("v")).hasSize(7);
    }

    @Test
    void aGradientOfOneRankIsDividedByItsSize() {
        float[] theta = {1, 1, 1, 1};
        ParameterLayout square = ParameterLayout.of(List.of(new Parameter("w", List.of(2, 2), true, true)));
        Adafactor.DEFAULT.update(theta, new float[] {1, -2, 3, -6}, Adafactor.DEFAULT.newState(square), 0.1);
        for (int i = 0; i < 4; i++) {
            assertThat((double) theta[i]).isCloseTo(i % 2 == 0 ? 0.9 : 1.1, ROUNDING);
        }
    }

    @Test
    void theRateIsAtMostOneByTheRootOfTheStep() {
        float[] theta = {1};
        OptimizerState state = Adafactor.DEFAULT.newState(1);
        float before = 1;
        for (int t = 1; t <= 4; t++) {
            before = theta[0];
            Adafactor.DEFAULT.update(theta, new float[] {1}, state, 10);
        }
        assertThat(before - (double) theta[0]).isCloseTo(Math.abs(before) * 0.5, ROUNDING);
    }

    @Test
    void aSpikeThatNoFloatHoldsTheSquareOfLeavesNoNaN() {
        float[] theta = {1, 1, 1, 1};
        ParameterLayout square = ParameterLayout.of(List.of(new Parameter("w", List.of(2, 2), true, true)));
        OptimizerState state = Adafactor.DEFAULT.newState(square);
        for (float spike : new float[] {1e30f, 1, 0}) {
            Adafactor.DEFAULT.update(theta, new float[] {spike, -spike, spike, 0}, state, 0.1);
            for (float weight : theta) {
                assertThat(weight).isFinite();
            }
        }
    }

    @Test
    void manyTilesFollowTheFormulaInDouble() {
        int rows = 270;
        int columns = 1100;
        int n = rows * columns;
        ParameterLayout layout = ParameterLayout.of(List.of(new Parameter("w", List.of(rows, columns), true, true)));
        float[] theta = OptimizerContractTest.random(n, 1);
        double[] expected = LambTest.doubles(theta);
        double[] r = new double[rows];
        double[] c = new double[columns];
        OptimizerState state = Adafactor.DEFAULT.newState(layout);
        for (int t = 1; t <= 3; t++) {
            float[] gradient = OptimizerContractTest.random(n, 10 + t);
            Adafactor.DEFAULT.update(theta, gradient, state, 0.1);
            step(expected, gradient, r, c, t);
        }
        for (int i = 0; i < n; i++) {
            assertThat((double) theta[i]).isCloseTo(expected[i], Offset.offset(2e-6 * Math.abs(expected[i]) + 1e-6));
        }
    }

    private static void step(double[] theta, float[] gradient, double[] r, double[] c, int t) {
        int columns = c.length;
        double share = Math.pow(t, -0.8);
        double[] ofRows = new double[r.length];
        double[] ofColumns = new double[columns];
        double weights = 0;
        for (int i = 0; i < theta.length; i++) {
            double square = (double) gradient[i] * gradient[i] + 1e-30;
            ofRows[i / columns] += square / columns;
            ofColumns[i % columns] += square / r.length;
            weights += theta[i] * theta[i] / theta.length;
        }
        double mean = 0;
        for (int i = 0; i < r.length; i++) {
            r[i] += share * (ofRows[i] - r[i]);
            mean += r[i] / r.length;
        }
        for (int j = 0; j < columns; j++) {
            c[j] += share * (ofColumns[j] - c[j]);
        }
        double[] u = new double[theta.length];
        double steps = 0;
        for (int i = 0; i < theta.length; i++) {
            u[i] = gradient[i] / Math.sqrt(r[i / columns] / mean * c[i % columns]);
            steps += u[i] * u[i] / theta.length;
        }
        double alpha = Math.sqrt(weights) * Math.min(0.1, 1 / Math.sqrt(t)) / Math.max(1, Math.sqrt(steps));
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= alpha * u[i];
        }
    }

    @Test
    void settingsArriveAndAreChecked() {
        Map<String, Object> settings = Map.of(
                "beta_2_decay", -0.5, "epsilon_1", 0.1, "epsilon_2", 0.2, "clip_threshold", 2, "relative_step", false);
        assertThat(Optimizers.of("adafactor", settings)).isEqualTo(new Adafactor(-0.5, 0.1, 0.2, 2));
        assertThat(Adafactor.DEFAULT.defaultLearningRate()).isEqualTo(0.001);
        for (double bad : new double[] {0, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adafactor(bad, 1, 1, 1))
                    .withMessage("beta_2_decay must be negative and finite, but was " + bad);
        }
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adafactor(-1, bad, 1, 1))
                    .withMessageContaining("epsilon_1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adafactor(-1, 1, bad, 1))
                    .withMessageContaining("epsilon_2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adafactor(-1, 1, 1, bad))
                    .withMessageContaining("clip_threshold");
        }
    }
}

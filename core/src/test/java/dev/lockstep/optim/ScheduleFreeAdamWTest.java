package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.optim.ScheduleFreeAdamW.Averaging;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ScheduleFreeAdamWTest {
    private static final Offset<Double> ROUNDING = Offset.offset(2e-6);

    /** The rule as the paper has it, with x stored, for one weight; a momentum and a rate for each step. */
    private static double[] reference(double[] gradients, double[] betas, double[] rates) {
        double x = 1;
        double y = 1;
        double z = 1;
        double v = 0;
        double largest = 0;
        double sum = 0;
        for (int t = 1; t <= gradients.length; t++) {
            double g = gradients[t - 1];
            double beta = betas[t - 1];
            v = 0.999 * v + 0.001 * g * g;
            z -= rates[t - 1] * g / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            largest = Math.max(largest, rates[t - 1]);
            sum += largest * largest;
            double share = sum == 0 ? 0 : largest * largest / sum;
            x = (1 - share) * x + share * z;
            y = beta * x + (1 - beta) * z;
        }
        return new double[] {y, x};
    }

    private static float[] train(double[] gradients, double[] betas, double[] rates) {
        float[] theta = {1};
        OptimizerState state = ScheduleFreeAdamW.DEFAULT.newState(1);
        for (int t = 0; t < gradients.length; t++) {
            ScheduleFreeAdamW.DEFAULT
                    .withMomentum(betas[t])
                    .update(theta, new float[] {(float) gradients[t]}, state, rates[t]);
        }
        float[] out = new float[1];
        ScheduleFreeAdamW.DEFAULT.evaluationWeights(theta, state, out);
        return new float[] {theta[0], out[0]};
    }

    private static void follows(double[] gradients, double[] betas, double[] rates) {
        double[] expected = reference(gradients, betas, rates);
        float[] actual = train(gradients, betas, rates);
        assertThat((double) actual[0]).isCloseTo(expected[0], ROUNDING);
        assertThat((double) actual[1]).isCloseTo(expected[1], ROUNDING);
    }

    @Test
    void weightsToEvaluateAreTheAverage() {
        follows(new double[] {1, -0.5, 2, 0.25}, new double[] {0.9, 0.9, 0.9, 0.9}, new double[] {0.1, 0.1, 0.1, 0.1});
    }

    @Test
    void stepsOfALowRateCountLess() {
        follows(new double[] {1, -0.5, 2, 0.25}, new double[] {0.9, 0.9, 0.9, 0.9}, new double[] {0, 0.01, 0.1, 0.05});
    }

    @Test
    void aMomentumThatChangesLosesNothingOfTheAverage() {
        follows(new double[] {1, -0.5, 2, 0.25}, new double[] {0.9, 0.7, 0.85, 0.5}, new double[] {0.1, 0.1, 0.1, 0.1});
    }

    @Test
    void warmUpIsARateThatRises() {
        ScheduleFreeAdamW warm = new ScheduleFreeAdamW(0.9, 0.999, 1e-8, 0, new Averaging(4, 0, 2));
        float[] theta = {1};
        OptimizerState state = warm.newState(1);
        double[] gradients = {1, -0.5, 2, 0.25, 1};
        for (double gradient : gradients) {
            warm.update(theta, new float[] {(float) gradient}, state, 0.1);
        }
        double[] betas = {0.9, 0.9, 0.9, 0.9, 0.9};
        double[] rates = {0.025, 0.05, 0.075, 0.1, 0.1};
        assertThat((double) theta[0]).isCloseTo(reference(gradients, betas, rates)[0], ROUNDING);
    }

    @Test
    void wrappersPassTheWeightsToEvaluateOn() {
        Optimizer wrapped = Optimizers.of("schedule_free_adamw", Map.of("clipnorm", 100, "weight_decay_on", "weights"));
        assertThat(wrapped).isInstanceOf(Wrapper.class);
        float[] theta = {1, 2};
        OptimizerState state = wrapped.newState(2);
        wrapped.update(theta, new float[] {1, -1}, state, 0.1);
        wrapped.update(theta, new float[] {1, -1}, state, 0.1);
        float[] bare = new float[2];
        ScheduleFreeAdamW.DEFAULT.evaluationWeights(theta, state, bare);
        float[] out = new float[2];
        wrapped.evaluationWeights(theta, state, out);
        assertThat(out).isEqualTo(bare).isNotEqualTo(theta);
    }

    @Test
    void momentumIsAboveZeroSinceTheAverageFollowsFromIt() {
        for (double bad : new double[] {0, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ScheduleFreeAdamW.DEFAULT.withMomentum(bad))
                    .withMessage("beta_1 must be in (0, 1), but was " + bad);
        }
        assertThat(ScheduleFreeAdamW.DEFAULT.defaultLearningRate()).isEqualTo(0.0025);
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of clipping does to a gradient: plain descent at a rate of 1 shows it. */
final class ClippingTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new Parameter("weight", List.of(2, 2), true, true),
            new Parameter("mean", List.of(1), false, false),
            new Parameter("bias", List.of(2), true, false)));

    private static float[] step(Map<String, ?> settings, float[] theta, float... gradient) {
        Optimizer optimizer = Optimizers.of("sgd", settings);
        float[] to = new float[theta.length];
        optimizer.update(theta, to, gradient.clone(), optimizer.newState(LAYOUT), 1);
        float[] moved = new float[theta.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = theta[i] - to[i];
        }
        return moved;
    }

    @Test
    void byValueLimitsEachEntry() {
        assertThat(step(Map.of("clipvalue", 1), new float[7], 3, -4, 0.5f, -0.5f, 9, 2, -1))
                .containsExactly(1, -1, 0.5f, -0.5f, 0, 1, -1);
    }

    @Test
    void byNormLimitsEachTensorAndLeavesSmallOnesAlone() {
        assertThat(step(Map.of("clipnorm", 1), new float[7], 3, -4, 0, 0, 9, 0.5f, 0))
                .containsExactly(new float[] {0.6f, -0.8f, 0, 0, 0, 0.5f, 0}, Offset.offset(1e-7f));
    }

    @Test
    void byGlobalNormKeepsTheDirectionOfAll() {
        assertThat(step(Map.of("global_clipnorm", 1.3), new float[7], 3, -4, 0, 0, 99, 0, 12))
                .containsExactly(new float[] {0.3f, -0.4f, 0, 0, 0, 0, 1.2f}, Offset.offset(1e-7f));
        assertThat(step(Map.of("global_clipnorm", 13.5), new float[7], 3, -4, 0, 0, 99, 0, 12))
                .containsExactly(3, -4, 0, 0, 0, 0, 12);
    }

    @Test
    void adaptivelyEachUnitIsLimitedByItsOwnWeights() {
        float[] theta = {3, 4, 0, 0, 0, 6, 8};
        float[] moved = step(Map.of("adaptive_clipping", 0.1), theta, 3, -4, 0.3f, 0.4f, 9, 0.6f, 0.8f);
        // unit 0: at most 0.1 · 5; unit 1: at most 0.1 · 0.001; bias: norm 1 is at most 0.1 · 10.
        assertThat(moved)
                .containsExactly(new float[] {0.3f, -0.4f, 0.00006f, 0.00008f, 0, 0.6f, 0.8f}, Offset.offset(1e-6f));
        assertThat(step(
                        Map.of("adaptive_clipping", Map.of("clipping", 0.1, "epsilon", 1)),
                        new float[7],
                        0,
                        0,
                        3,
                        4,
                        0,
                        0,
                        0))
                .containsExactly(new float[] {0, 0, 0.06f, 0.08f, 0, 0, 0}, Offset.offset(1e-7f));
    }

    @Test
    void centralizingTakesTheMeanFromEachUnitOfMatricesOnly() {
        assertThat(step(Map.of("centralize_gradients", true), new float[7], 3, 1, -2, 6, 9, 5, 7))
                .containsExactly(1, -1, -4, 4, 0, 5, 7);
        assertThat(step(Map.of("centralize_gradients", false), new float[7], 3, 1, -2, 6, 9, 5, 7))
                .containsExactly(3, 1, -2, 6, 0, 5, 7);
    }

    @Test
    void normsAreOfTheGradientAsItIsByThen() {
        // Centralized: (1, −1), norm √2, and the bias 0: half of it is left.
        assertThat(step(
                        Map.of("centralize_gradients", true, "global_clipnorm", Math.sqrt(0.5)),
                        new float[7],
                        3,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0))
                .containsExactly(new float[] {0.5f, -0.5f, 0, 0, 0, 0, 0}, Offset.offset(1e-7f));
        assertThat(step(
                        Map.of("centralize_gradients", true, "adaptive_clipping", 0.1),
                        new float[] {6, 8, 0, 0, 0, 0, 0},
                        103,
                        97,
                        0,
                        0,
                        0,
                        0,
                        0))
                .containsExactly(new float[] {0.7071068f, -0.7071068f, 0, 0, 0, 0, 0}, Offset.offset(2e-6f));
    }

    @Test
    void theUsualThreeTogetherAreWhatTheyAreOneByOne() {
        int n = 400_000;
        Optimizer together = Optimizers.of("adam", Map.of("global_clipnorm", 0.5, "weight_decay", 0.1));
        float[] theta = new float[n];
        float[] alone = new float[n];
        Arrays.fill(theta, 1);
        Arrays.fill(alone, 1);
        OptimizerState state = together.newState(n);
        OptimizerState own = Adam.DEFAULT.newState(n);
        for (int t = 0; t < 3; t++) {
            float[] gradient = OptimizerContractTest.random(n, t);
            double norm = GradientNorms.of(gradient, own).global();
            float factor = (float) (0.5 / norm);
            float[] clipped = gradient.clone();
            for (int i = 0; i < n; i++) {
                clipped[i] *= factor;
                alone[i] -= alone[i] * (float) (0.01 * 0.1);
            }
            Adam.DEFAULT.update(alone, clipped, own, 0.01);
            together.update(theta, gradient, state, 0.01);
        }
        assertThat(theta).isEqualTo(alone);
    }

    @Test
    void noiseShrinksFromStepToStepAndIsTheSameForTheSameSeed() {
        int n = 300_001;
        Optimizer optimizer = Optimizers.of("sgd", Map.of("gradient_noise", 0.5));
        OptimizerState state = optimizer.newState(n);
        float[] first = noise(optimizer, state, n);
        float[] second = noise(optimizer, state, n);
        assertThat(variance(first)).isCloseTo(0.5, Offset.offset(0.01));
        assertThat(variance(second)).isCloseTo(0.5 / Math.pow(2, 0.55), Offset.offset(0.01));
        assertThat(noise(optimizer, optimizer.newState(n), n)).isEqualTo(first);
        Optimizer other = Optimizers.of("sgd", Map.of("gradient_noise", Map.of("eta", 0.5, "seed", 3)));
        assertThat(noise(other, other.newState(n), n)[0]).isNotEqualTo(first[0]);
    }

    private static float[] noise(Optimizer optimizer, OptimizerState state, int n) {
        float[] theta = new float[n];
        optimizer.update(theta, new float[n], state, 1);
        return theta;
    }

    private static double variance(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        assertThat(mean).isCloseTo(0, Offset.offset(0.01));
        return squares / values.length - mean * mean;
    }

    @ParameterizedTest
    @CsvSource({
        "clipvalue, 0, clipvalue must be positive and finite",
        "clipnorm, -1, clipnorm must be positive and finite",
        "global_clipnorm, NaN, global_clipnorm must be positive and finite",
        "adaptive_clipping, 0, adaptive_clipping must be positive and finite",
        "gradient_noise, 0, eta of gradient_noise must be positive and finite",
        "weight_decay_on, 3, weight_decay_on must be all or weights",
        "gradient_accumulation_steps, 0, gradient_accumulation_steps must be at least 1",
        "ema_momentum, 0.9, optimizer sgd has no setting ema_momentum: it belongs to use_ema: true",
        "swa_every, 2, optimizer sgd has no setting swa_every: it belongs to swa_start",
        "swa_start, 0, swa_start must be at least 1",
    })
    void refusesWhatIsOutOfRange(String key, double value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of(key, value)))
                .withMessageContaining(message);
    }

    @Test
    void whatIsClippedMayBeOfAnySize() {
        float[] theta = {1, 2};
        for (String clip : List.of("clipvalue", "clipnorm", "global_clipnorm", "adaptive_clipping")) {
            Optimizer optimizer = Optimizers.of("adam", Map.of(clip, 1));
            assertThat(optimizer.largestNorm()).isEqualTo(Double.MAX_VALUE);
            optimizer.update(theta, new float[] {Float.MAX_VALUE, 1}, optimizer.newState(2), 0.1);
            assertThat(theta[0]).isFinite();
        }
        for (Map<String, ?> settings : List.of(Map.of("centralize_gradients", true), Map.of("gradient_noise", 1))) {
            assertThat(Optimizers.of("adam", settings).largestNorm()).isEqualTo(Adam.DEFAULT.largestNorm());
        }
    }

    @Test
    void refusesTwoKindsOfClippingAndUnknownSettingsInside() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of("clipnorm", 1, "clipvalue", 1)))
                .withMessageContaining("clipping must be one of clipvalue, clipnorm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of("gradient_noise", Map.of("eta", 1, "gama", 1))))
                .withMessageContaining("optimizer sgd, gradient_noise has no setting gama: did you mean gamma?");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Optimizers.of("sgd", Map.of("adaptive_clipping", Map.of("clipping", 1, "epsilon", 0))))
                .withMessageContaining("epsilon of adaptive_clipping must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of("adaptive_clipping", Map.of("epsilon", 1))))
                .withMessageContaining("needs the setting clipping");
    }
}

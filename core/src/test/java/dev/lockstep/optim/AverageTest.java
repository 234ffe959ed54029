package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Averages of the weights, which are evaluated in their place. */
final class AverageTest {
    /** Weights that go 1, 2, 4, 8, …: each step takes the gradient −θ at a rate of 1. */
    private static float[] evaluatedAfter(int steps, Map<String, ?> settings) {
        Optimizer optimizer = Optimizers.of("sgd", settings);
        ParameterLayout layout = ParameterLayout.of(
                List.of(new Parameter("mean", List.of(1), false, false), new Parameter("w", List.of(1), true, true)));
        float[] theta = {7, 1};
        OptimizerState state = optimizer.newState(layout);
        for (int t = 0; t < steps; t++) {
            optimizer.update(theta, new float[] {0, -theta[1]}, state, 1);
        }
        float[] out = new float[2];
        optimizer.evaluationWeights(theta, state, out);
        return out;
    }

    @Test
    void anExponentialAverageStartsWithTheFirstUpdatedWeights() {
        Map<String, ?> settings = Map.of("use_ema", true, "ema_momentum", 0.75);
        assertThat(evaluatedAfter(0, settings)).containsExactly(7, 1);
        assertThat(evaluatedAfter(1, settings)).containsExactly(7, 2);
        assertThat(evaluatedAfter(2, settings)).containsExactly(7, 0.75f * 2 + 0.25f * 4);
        assertThat(evaluatedAfter(3, settings)).containsExactly(7, 0.75f * 2.5f + 0.25f * 8);
    }

    @Test
    void theWeightsMayBeOverwrittenByTheirAverage() {
        Map<String, ?> settings = Map.of("use_ema", true, "ema_momentum", 0.75, "ema_overwrite_frequency", 2);
        // 2, 4 → 2.5, 5
        assertThat(evaluatedAfter(3, settings)).containsExactly(7, 0.75f * 2.5f + 0.25f * 5);
    }

    @Test
    void stochasticAveragingIsTheMeanFromItsStartOn() {
        Map<String, ?> settings = Map.of("swa_start", 2, "swa_every", 2);
        assertThat(evaluatedAfter(1, settings)).containsExactly(7, 2);
        assertThat(evaluatedAfter(2, settings)).containsExactly(7, 4);
        assertThat(evaluatedAfter(3, settings)).containsExactly(7, 4);
        assertThat(evaluatedAfter(6, settings)).containsExactly(7, (4 + 16 + 64) / 3f);
    }

    @Test
    void defaultsAreKerass() {
        assertThat(Optimizers.of("sgd", Map.of("use_ema", true)))
                .isEqualTo(new ExponentialAverage(Sgd.DEFAULT, 0.99, 0));
        assertThat(Optimizers.of("sgd", Map.of("use_ema", false))).isEqualTo(Sgd.DEFAULT);
        assertThat(Optimizers.of("sgd", Map.of("swa_start", 5))).isEqualTo(new StochasticAverage(Sgd.DEFAULT, 5, 1));
        assertThat(new StochasticAverage(new ExponentialAverage(Sgd.DEFAULT, 0.5, 0), 1, 1).withMomentum(0.5))
                .isEqualTo(new StochasticAverage(new ExponentialAverage(new Sgd(0.5, false), 0.5, 0), 1, 1));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ExponentialAverage(Sgd.DEFAULT, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExponentialAverage(Sgd.DEFAULT, 0.9, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new StochasticAverage(Sgd.DEFAULT, 1, 0));
    }

    @Test
    void thereIsOneAverageAtMost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of("use_ema", true, "swa_start", 5)))
                .withMessage("average of the weights must be use_ema or swa_start, but was both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("schedule_free_adamw", Map.of("use_ema", true)))
                .withMessageContaining("left to the optimizer, which has its own, but was use_ema");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("schedule_free_adamw", Map.of("swa_start", 5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("lookahead", Map.of("inner", "schedule_free_adamw", "use_ema", true)))
                .withMessageContaining("left to the optimizer, which has its own");
    }
}

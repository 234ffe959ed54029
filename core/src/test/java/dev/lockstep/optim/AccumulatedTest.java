package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AccumulatedTest {
    private static final Optimizer THREE = Optimizers.of("momentum", Map.of("gradient_accumulation_steps", 3));

    @Test
    void everyThirdGradientMakesOneUpdateOfTheirMean() {
        float[] theta = {1, 2};
        float[] alone = {1, 2};
        OptimizerState state = THREE.newState(2);
        Optimizer momentum = Optimizers.of("momentum", Map.of());
        OptimizerState own = momentum.newState(2);
        for (int round = 0; round < 2; round++) {
            float[] before = theta.clone();
            THREE.update(theta, new float[] {3, 0}, state, 0.5);
            THREE.update(theta, new float[] {0, 6}, state, 0.5);
            assertThat(theta).isEqualTo(before);
            assertThat(state.step()).isEqualTo(round);
            THREE.update(theta, new float[] {3, -3}, state, 0.5);
            momentum.update(alone, new float[] {2, 1}, own, 0.5);
            assertThat(theta).isEqualTo(alone);
        }
        assertThat(state.step()).isEqualTo(2);
        assertThat(THREE.gradientsPerUpdate()).isEqualTo(3);
    }

    @Test
    void clippingSeesTheMean() {
        Optimizer optimizer = Optimizers.of("sgd", Map.of("gradient_accumulation_steps", 2, "global_clipnorm", 1));
        float[] theta = {0};
        OptimizerState state = optimizer.newState(1);
        optimizer.update(theta, new float[] {100}, state, 1);
        optimizer.update(theta, new float[] {-101}, state, 1);
        assertThat(theta).containsExactly(0.5f);
    }

    @Test
    void betweenUpdatesTheWeightsAreCopiedWhole() {
        ParameterLayout layout = ParameterLayout.of(
                List.of(new Parameter("w", List.of(1), true, true), new Parameter("mean", List.of(1), false, false)));
        float[] to = new float[2];
        THREE.update(new float[] {1, 2}, to, new float[] {9, 9}, THREE.newState(layout), 1);
        assertThat(to).containsExactly(1, 2);
    }

    @Test
    void aGradientThatIsNotFiniteIsNotAdded() {
        float[] theta = {1};
        OptimizerState state = THREE.newState(1);
        assertThatIllegalArgumentException().isThrownBy(() -> THREE.update(theta, new float[] {Float.NaN}, state, 1));
        assertThat(state).isEqualTo(THREE.newState(1));
    }

    @Test
    void oneGradientAnUpdateIsTheRuleAlone() {
        assertThat(Optimizers.of("sgd", Map.of("gradient_accumulation_steps", 1)))
                .isEqualTo(Sgd.DEFAULT);
        assertThatIllegalArgumentException().isThrownBy(() -> new Accumulated(Sgd.DEFAULT, 1));
        assertThat(THREE.withMomentum(0.5)).isEqualTo(new Accumulated(new Sgd(0.5, false), 3));
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both ways of decay, around rules for which they differ. */
final class DecayTest {
    @Test
    void decoupledDecayShrinksWeightsBeforeTheStepByRateTimesDecay() {
        float[] theta = {2};
        Optimizer optimizer = new Decayed(Sgd.DEFAULT, 0.5);
        optimizer.update(theta, new float[] {3}, optimizer.newState(1), 0.25);
        assertThat(theta).containsExactly(2 - 2 * 0.125f - 0.75f);
    }

    @Test
    void decoupledDecayIsNotDividedByTheSizeOfGradients() {
        float[] theta = {2, 2};
        Optimizer optimizer = new Decayed(Adam.DEFAULT, 0.5);
        optimizer.update(theta, new float[] {0, 0}, optimizer.newState(2), 0.25);
        assertThat(theta).containsExactly(1.75f, 1.75f);
    }

    @Test
    void coupledDecayIsPartOfTheGradient() {
        float[] from = {2, -1};
        float[] to = new float[2];
        Optimizer optimizer = new CoupledDecay(Sgd.DEFAULT, 0.5);
        optimizer.update(from, to, new float[] {3, 0}, optimizer.newState(2), 0.25);
        assertThat(to).containsExactly(2 - 0.25f * 4, -1 + 0.25f * 0.5f);
        assertThat(from).containsExactly(2, -1);
    }

    @Test
    void noDecayIsTheRuleAlone() {
        for (Optimizer none : new Optimizer[] {new Decayed(Sgd.DEFAULT, 0), new CoupledDecay(Sgd.DEFAULT, 0)}) {
            float[] theta = {2};
            none.update(theta, new float[] {3}, none.newState(1), 0.25);
            assertThat(theta).containsExactly(1.25f);
        }
    }

    @Test
    void isASettingOfEveryOptimizer() {
        assertThat(Optimizers.of("sgd", Map.of("weight_decay", 0.1))).isEqualTo(new Decayed(Sgd.DEFAULT, 0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of("weight_decay", -0.1)))
                .withMessageContaining("weight_decay");
        assertThatIllegalArgumentException().isThrownBy(() -> new CoupledDecay(Sgd.DEFAULT, Double.NaN));
    }

    @Test
    void anotherMomentumReachesTheRuleInside() {
        Optimizer optimizer = new Decayed(new CoupledDecay(new Sgd(0.9, true), 0.1), 0.2);
        assertThat(optimizer.withMomentum(0.5)).isEqualTo(new Decayed(new CoupledDecay(new Sgd(0.5, true), 0.1), 0.2));
        assertThat(optimizer.defaultLearningRate()).isEqualTo(0.01);
        assertThat(optimizer.gradientsPerUpdate()).isEqualTo(1);
    }

    @Test
    void aGradientThatIsNotFiniteReachesNothing() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Optimizer optimizer = Optimizers.of("adam", Map.of("weight_decay", 0.1));
            float[] theta = {1, 2};
            OptimizerState state = optimizer.newState(2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.update(theta, new float[] {0, bad}, state, 0.1))
                    .withMessageContaining("norm of the gradient must be finite");
            assertThat(theta).containsExactly(1, 2);
            assertThat(state).isEqualTo(optimizer.newState(2));
        }
    }
}

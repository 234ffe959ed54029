package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AdamTest {
    /** A few roundings of float. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    @Test
    void firstStepMovesEachParameterByTheLearningRate() {
        float[] theta = {1, 1, 1};
        Adam.DEFAULT.update(theta, new float[] {100, -0.5f, 3}, Adam.DEFAULT.newState(3), 0.25);
        assertThat(theta[0]).isCloseTo(0.75f, ROUNDING);
        assertThat(theta[1]).isCloseTo(1.25f, Offset.offset(2e-6f)); // ε shows: 0.5 √(1 − β₂) is 0.016
        assertThat(theta[2]).isCloseTo(0.75f, ROUNDING);
    }

    @Test
    void epsilonIsAddedToTheUncorrectedRoot() {
        float[] theta = {0};
        Adam adam = new Adam(0.9, 0.75, 0.5, false);
        adam.update(theta, new float[] {1}, adam.newState(1), 1);
        assertThat(theta[0]).isCloseTo(-0.5f, ROUNDING); // α = 5, m = 0.1, √v = 0.5; PyTorch: −2/3
    }

    @Test
    void onePassCountsOneStep() {
        OptimizerState state = Adam.DEFAULT.newState(20_000);
        Adam.DEFAULT.update(new float[20_000], new float[20_000], state, 0.1);
        assertThat(state.step()).isEqualTo(1);
        assertThat(state.names()).containsExactly("m", "v");
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SgdTest {
    /** A few roundings of float. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-7f);

    @Test
    void withoutMomentumThereIsNoVelocity() {
        assertThat(Sgd.DEFAULT.newState(3).names()).isEmpty();
        assertThat(new Sgd(0.5, false).newState(3).names()).containsExactly("velocity");
    }

    @Test
    void theRateIsInsideTheVelocity() {
        float[] theta = {0};
        Sgd sgd = new Sgd(0.9, false);
        OptimizerState state = sgd.newState(1);
        sgd.update(theta, new float[] {1}, state, 0.1);
        sgd.update(theta, new float[] {1}, state, 0.01);
        assertThat(theta[0]).isCloseTo(-0.2f, ROUNDING); // PyTorch: −0.119
    }

    @Test
    void momentumMayGoDownToZeroAndUpAgain() {
        float[] theta = {0};
        Sgd sgd = new Sgd(0.5, false);
        OptimizerState state = sgd.newState(1);
        sgd.update(theta, new float[] {1}, state, 1); // v = −1
        sgd.withMomentum(0).update(theta, new float[] {2}, state, 1); // v = −2
        assertThat(theta[0]).isEqualTo(-3);
        sgd.update(theta, new float[] {0}, state, 1); // v = −1
        assertThat(theta[0]).isEqualTo(-4);
    }

    @Test
    void nesterovLooksAhead() {
        float[] theta = {0};
        Sgd sgd = new Sgd(0.5, true);
        sgd.update(theta, new float[] {1}, sgd.newState(1), 1);
        assertThat(theta[0]).isEqualTo(-1.5f);
    }
}

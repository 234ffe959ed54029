package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the textbook says about momentum. */
final class MomentumTest {
    /** A relative 1e-5: ten roundings of the velocity, which is a sum of ten terms or so. */
    private static final Percentage TERMINAL = Percentage.withPercentage(1e-3);

    /** Roundings of 30 steps of weights around 1. */
    private static final Offset<Double> ROUNDING = Offset.offset(2e-6);

    private static final double BETA = 0.9;
    private static final double RATE = 0.03;

    @ParameterizedTest
    @CsvSource({"false,keras", "false,pytorch", "true,keras", "true,pytorch"})
    void aConstantGradientEndsAtTenTimesTheStepsOfPlainDescent(boolean nesterov, String flavor) {
        Optimizer optimizer = Optimizers.of("sgd", Map.of("momentum", BETA, "nesterov", nesterov, "flavor", flavor));
        OptimizerState state = optimizer.newState(1);
        float[] theta = {0};
        for (int t = 0; t < 200; t++) {
            theta[0] = 0; // so that the last step is known to all digits
            optimizer.update(theta, new float[] {0.7f}, state, RATE);
        }
        assertThat((double) theta[0]).isCloseTo(-10 * RATE * 0.7f, TERMINAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras", "pytorch"})
    void nesterovsStoredWeightsAreThePointAtWhichTheTextbookTakesTheGradient(String flavor) {
        Optimizer optimizer = Optimizers.of("sgd", Map.of("momentum", BETA, "nesterov", true, "flavor", flavor));
        float[] stored = {1, -0.5f};
        OptimizerState state = optimizer.newState(2);
        double[] theta = {1, -0.5};
        double[] m = {0, 0};
        for (int t = 0; t < 30; t++) {
            optimizer.update(stored, new float[] {slope(0, stored[0]), slope(1, stored[1])}, state, RATE);
            for (int i = 0; i < 2; i++) {
                m[i] = BETA * m[i] - RATE * slope(i, (float) (theta[i] + BETA * m[i]));
                theta[i] += m[i];
                assertThat((double) stored[i]).as("step %d", t).isCloseTo(theta[i] + BETA * m[i], ROUNDING);
            }
        }
        assertThat(Math.abs(m[0])).isGreaterThan(1e-3); // still on the way: the points differ
    }

    /** The derivative of a valley, steep one way and flat the other. */
    private static float slope(int i, float x) {
        return (i == 0 ? 1 : 8) * x;
    }

    @Test
    void nesterovsGradientAtTheFootOfTheStepWouldBeAnother() {
        float[] nesterov = {1};
        float[] polyak = {1};
        Sgd sgd = new Sgd(BETA, true);
        sgd.update(nesterov, new float[] {1}, sgd.newState(1), RATE);
        sgd = new Sgd(BETA, false);
        sgd.update(polyak, new float[] {1}, sgd.newState(1), RATE);
        assertThat((double) nesterov[0] - polyak[0]).isCloseTo(-BETA * RATE, ROUNDING);
    }
}

package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * A rate that goes along a line from the first to the last in so many steps, down or up.
 *
 * <pre>{@code
 * η(t) = η₀ + (η₁ − η₀) min(t, s) / s
 * }</pre>
 *
 * <p>Keras has it as {@code PolynomialDecay} with a power of 1. PyTorch's {@code LinearLR} is given factors of the rate in place of
 * rates.
 *
 * @param learningRate {@code η₀}, positive
 * @param decaySteps {@code s}, at least 1
 * @param endLearningRate {@code η₁}, at least 0
 */
public record Linear(double learningRate, long decaySteps, double endLearningRate) implements LearningRateSchedule {
    public Linear {
        Checks.positive("learning_rate", learningRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
        Checks.notNegative("end_learning_rate", endLearningRate);
    }

    static Linear of(Settings settings) {
        return new Linear(
                settings.requiredNumber("learning_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.number("end_learning_rate", 0));
    }

    @Override
    public double at(long step) {
        return Curve.LINEAR.between(learningRate, endLearningRate, Math.min(1, (double) step / decaySteps));
    }
}

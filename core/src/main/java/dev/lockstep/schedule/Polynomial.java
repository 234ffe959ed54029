package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * A rate that falls along a power of the time left, from the first to the last in so many steps.
 *
 * <pre>{@code
 * η(t) = η₁ + (η₀ − η₁) (1 − min(t, s) / s)ᵖ
 * cycle: s is the next of s, 2s, 3s, … that t has not passed, and the rate jumps up after each
 * }</pre>
 *
 * <p>As Keras's {@code PolynomialDecay}, cycles included; PyTorch's {@code PolynomialLR} ends at 0 and has no cycles.
 *
 * @param learningRate {@code η₀}, positive
 * @param decaySteps {@code s}, at least 1
 * @param endLearningRate {@code η₁}, at least 0
 * @param power {@code p}, positive
 * @param cycle whether it starts again, each time for longer, instead of staying at the last rate
 */
public record Polynomial(double learningRate, long decaySteps, double endLearningRate, double power, boolean cycle)
        implements LearningRateSchedule {
    /** Keras's value of {@code end_learning_rate}. */
    public static final double END_LEARNING_RATE = 1e-4;

    public Polynomial {
        Checks.positive("learning_rate", learningRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
        Checks.notNegative("end_learning_rate", endLearningRate);
        Checks.positive("power", power);
    }

    static Polynomial of(Settings settings) {
        return new Polynomial(
                settings.requiredNumber("learning_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.number("end_learning_rate", END_LEARNING_RATE),
                settings.number("power", 1),
                settings.flag("cycle", false));
    }

    @Override
    public double at(long step) {
        double stretches = (double) step / decaySteps;
        double share = cycle ? stretches / Math.max(1, Math.ceil(stretches)) : Math.min(1, stretches);
        return Curve.LINEAR.between(endLearningRate, learningRate, StrictMath.pow(1 - share, power));
    }
}

package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * A rate that is multiplied by the same factor over every stretch of so many steps.
 *
 * <pre>{@code
 * η(t) = η₀ γ^(t / s)                staircase: γ^⌊t / s⌋
 * }</pre>
 *
 * <p>As Keras's {@code ExponentialDecay}; PyTorch's {@code ExponentialLR} counts epochs and has no {@code s}.
 *
 * @param learningRate {@code η₀}, positive
 * @param decayRate {@code γ}, positive; below 1 to decay
 * @param decaySteps {@code s}, at least 1
 * @param staircase whether the rate stays the same within a stretch
 */
public record Exponential(double learningRate, double decayRate, long decaySteps, boolean staircase)
        implements LearningRateSchedule {
    public Exponential {
        Checks.positive("learning_rate", learningRate);
        Checks.positive("decay_rate", decayRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
    }

    static Exponential of(Settings settings) {
        return new Exponential(
                settings.requiredNumber("learning_rate"),
                settings.requiredNumber("decay_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.flag("staircase", false));
    }

    @Override
    public double at(long step) {
        double stretches = Curve.stretches(step, decaySteps, staircase);
        return Curve.finite(learningRate * StrictMath.pow(decayRate, stretches));
    }
}

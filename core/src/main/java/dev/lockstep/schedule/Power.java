package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * A rate that falls fast, and then ever more slowly: with {@code c = 1} it is half after {@code s} steps, a third after
 * {@code 2s}.
 *
 * <pre>{@code
 * η(t) = η₀ / (1 + t / s)ᶜ           staircase: η₀ / (1 + ⌊t / s⌋)ᶜ
 * }</pre>
 *
 * <p>Keras's {@code InverseTimeDecay} is this with {@code c = 1} and its {@code decay_steps / decay_rate} for {@code s}; PyTorch
 * has none.
 *
 * @param learningRate {@code η₀}, positive
 * @param decaySteps {@code s}, at least 1
 * @param power {@code c}, positive
 * @param staircase whether the rate stays the same within a stretch of {@code s}
 */
public record Power(double learningRate, long decaySteps, double power, boolean staircase)
        implements LearningRateSchedule {
    public Power {
        Checks.positive("learning_rate", learningRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
        Checks.positive("power", power);
    }

    static Power of(Settings settings) {
        return new Power(
                settings.requiredNumber("learning_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.number("power", 1),
                settings.flag("staircase", false));
    }

    @Override
    public double at(long step) {
        return learningRate / StrictMath.pow(1 + Curve.stretches(step, decaySteps, staircase), power);
    }
}

package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * A rate that is multiplied by a factor after every so many steps.
 *
 * <pre>{@code
 * η(t) = η₀ f^⌊t / s⌋
 * }</pre>
 *
 * <p>PyTorch's {@code StepLR}, whose {@code gamma} is {@code f} and whose {@code step_size} counts epochs; Keras has it as
 * {@code ExponentialDecay} with a staircase.
 *
 * @param learningRate {@code η₀}, positive
 * @param decaySteps {@code s}, at least 1
 * @param factor {@code f}, positive; below 1 to decay
 */
public record StepDecay(double learningRate, long decaySteps, double factor) implements LearningRateSchedule {
    /** PyTorch's value. */
    public static final double FACTOR = 0.1;

    public StepDecay {
        Checks.positive("learning_rate", learningRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
        Checks.positive("factor", factor);
    }

    static StepDecay of(Settings settings) {
        return new StepDecay(
                settings.requiredNumber("learning_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.number("factor", FACTOR));
    }

    @Override
    public double at(long step) {
        return Curve.finite(learningRate * StrictMath.pow(factor, Curve.stretches(step, decaySteps, true)));
    }
}

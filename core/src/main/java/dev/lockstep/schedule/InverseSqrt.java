package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * A rate that falls with the root of the time.
 *
 * <pre>{@code
 * η(t) = η₀ / √(1 + t / s)
 * }</pre>
 *
 * <p>Behind a {@link WarmUp} of {@code s} steps, whose end is its {@code t = 0}, this is the schedule of the Transformer: of all
 * steps {@code T}, the rate is {@code η₀ √(s / T)}. Keras and PyTorch have none.
 *
 * @param learningRate {@code η₀}, positive
 * @param decaySteps {@code s}, at least 1
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani and others, 2017, section 5.3</a>
 */
public record InverseSqrt(double learningRate, long decaySteps) implements LearningRateSchedule {
    public InverseSqrt {
        Checks.positive("learning_rate", learningRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
    }

    static InverseSqrt of(Settings settings) {
        return new InverseSqrt(settings.requiredNumber("learning_rate"), settings.requiredWholeNumber("decay_steps"));
    }

    @Override
    public double at(long step) {
        return learningRate / Math.sqrt(1 + (double) step / decaySteps);
    }
}

package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A line up to the first rate of any schedule, and then that schedule from its start.
 *
 * <pre>{@code
 * η(t) = η₋ + (f(0) − η₋) t / w      t < w
 *      = f(t − w)                    t ≥ w
 * }</pre>
 *
 * <p>Keras has a warm-up in {@code CosineDecay} alone, and PyTorch makes it of {@code LinearLR} and {@code SequentialLR}.
 *
 * @param steps {@code w}, at least 1
 * @param startLearningRate {@code η₋}, in [0, f(0)]
 * @param then {@code f}
 */
public record WarmUp(long steps, double startLearningRate, LearningRateSchedule then) implements LearningRateSchedule {
    public WarmUp {
        Checks.atLeast("steps", steps, 1);
        Checks.notNegative("start_learning_rate", startLearningRate);
        Checks.require(
                startLearningRate <= then.at(0),
                "start_learning_rate",
                "at most the rate it leads to, " + then.at(0),
                startLearningRate);
    }

    static WarmUp of(Settings settings, Run run) {
        long steps = settings.requiredWholeNumber("steps");
        Checks.atLeast("steps", steps, 1);
        return new WarmUp(
                steps, settings.number("start_learning_rate", 0), Schedules.inner(settings, "then", run.after(steps)));
    }

    @Override
    public double at(long step) {
        return step < steps
                ? Curve.LINEAR.between(startLearningRate, then.at(0), (double) step / steps)
                : then.at(step - steps);
    }

    @Override
    public OptionalDouble momentum(long step) {
        return then.momentum(Math.max(0, step - steps));
    }

    @Override
    public OptionalDouble largestMomentum() {
        return then.largestMomentum();
    }

    /** One step more than it takes, so that it gets where it leads to. */
    @Override
    public Optional<Need> need() {
        return Optional.of(
                new Need("steps", Need.sum(steps, then.need().map(Need::steps).orElse(1L))));
    }
}

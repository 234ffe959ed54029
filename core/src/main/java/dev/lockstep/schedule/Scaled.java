package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A schedule that was found with one batch size, for another.
 *
 * <pre>{@code
 * η(t) = f(t) B / B₀                 sqrt: f(t) √(B / B₀)
 * }</pre>
 *
 * <p>The line is for SGD (Goyal and others), the root for Adam and its like (Malladi and others). Batches are global, over all
 * shards and all gradients that are accumulated for an update. Neither Keras nor PyTorch has it.
 *
 * @param schedule {@code f}
 * @param baseBatchSize {@code B₀}, the rows of an update that {@code f} is for, at least 1
 * @param batchSize {@code B}, those of this run, at least 1
 * @see <a href="https://arxiv.org/abs/1706.02677">Goyal and others, 2017</a>
 * @see <a href="https://arxiv.org/abs/2205.10287">Malladi and others, 2022</a>
 */
public record Scaled(LearningRateSchedule schedule, long baseBatchSize, long batchSize, Scaling scaling)
        implements LearningRateSchedule {
    /** How a rate grows with the batch. */
    public enum Scaling {
        /** In proportion. */
        LINEAR,
        /** With the root. */
        SQRT
    }

    public Scaled {
        Checks.atLeast("base_batch_size", baseBatchSize, 1);
        Checks.atLeast("batch_size", batchSize, 1);
    }

    static Scaled of(Settings settings, Run run) {
        long base = settings.requiredWholeNumber("base_batch_size");
        Optional<Long> given = settings.optionalWholeNumber("batch_size");
        long size = given.isPresent() || run.batchSize().isEmpty()
                ? settings.requiredWholeNumber("batch_size")
                : run.batchSize().getAsLong();
        String scaling = settings.text("scaling", "linear");
        Checks.require(scaling.equals("linear") || scaling.equals("sqrt"), "scaling", "linear or sqrt", scaling);
        return new Scaled(
                Schedules.inner(settings, "schedule", run),
                base,
                size,
                Scaling.valueOf(scaling.toUpperCase(Locale.ROOT)));
    }

    @Override
    public double at(long step) {
        double ratio = (double) batchSize / baseBatchSize;
        return Curve.finite(schedule.at(step) * (scaling == Scaling.LINEAR ? ratio : Math.sqrt(ratio)));
    }

    @Override
    public OptionalDouble momentum(long step) {
        return schedule.momentum(step);
    }

    @Override
    public OptionalDouble largestMomentum() {
        return schedule.largestMomentum();
    }

    @Override
    public Optional<Need> need() {
        return schedule.need();
    }
}

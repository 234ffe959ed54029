package dev.lockstep.schedule;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The learning rate of every step, as a function of the number of updates before it. Lengths are in updates, which are steps
 * unless gradients are accumulated. Past its end a schedule stays what it was there.
 */
public sealed interface LearningRateSchedule
        permits Constant,
                Power,
                Exponential,
                Piecewise,
                Polynomial,
                Cosine,
                InverseSqrt,
                Linear,
                StepDecay,
                Cyclic,
                OneCycle,
                TorchOneCycle,
                WarmupStableDecay,
                WarmUp,
                Sequence,
                Scaled {
    /**
     * The learning rate of a step: at least 0, and finite.
     *
     * @param step counted from 0; any number from there on
     */
    double at(long step);

    /** The momentum of a step, counted from 0, where the schedule sets it. */
    default OptionalDouble momentum(long step) {
        return OptionalDouble.empty();
    }

    /**
     * What no {@link #momentum} exceeds, but for rounding, so that an optimizer may get ready for it; empty if the schedule never
     * sets one. Where every part of the schedule gets all of its steps, it is the largest.
     */
    default OptionalDouble largestMomentum() {
        return OptionalDouble.empty();
    }

    /** How long the run must be; empty: the schedule may be cut short anywhere. */
    default Optional<Need> need() {
        return Optional.empty();
    }
}

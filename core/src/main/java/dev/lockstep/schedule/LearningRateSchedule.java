package dev.lockstep.schedule;

import java.util.OptionalDouble;

/** The learning rate of every step, as a function of the number of updates before it. Lengths are in steps. */
public sealed interface LearningRateSchedule permits Constant, Exponential {
    /**
     * The learning rate of a step.
     *
     * @param step counted from 0
     */
    double at(long step);

    /** The momentum of a step, counted from 0, where the schedule sets it. */
    default OptionalDouble momentum(long step) {
        return OptionalDouble.empty();
    }
}

package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;

/**
 * Which mini-batch to take.
 *
 * @param number the step within the run, from 0
 * @param epoch from 0
 * @param index the step within its epoch, from 0
 * @param steps how many steps the epoch has, at least 1
 */
public record Step(long number, int epoch, long index, long steps) implements Serializable {
    public Step {
        Checks.atLeast("number of the step", number, 0);
        Checks.atLeast("epoch", epoch, 0);
        Checks.atLeast("steps of an epoch", steps, 1);
        Checks.require(index >= 0 && index < steps, "step within the epoch", "in [0, " + steps + ")", index);
    }

    /** The step of that number in a run with so many steps an epoch. */
    public static Step of(long number, long stepsPerEpoch) {
        return new Step(number, Math.toIntExact(number / stepsPerEpoch), number % stepsPerEpoch, stepsPerEpoch);
    }

    /** All training rows as one batch. */
    public static Step full() {
        return new Step(0, 0, 0, 1);
    }
}

package dev.lockstep.config;

import dev.lockstep.numeric.Checks;

/**
 * A length of training: {@code 200 steps}, {@code 2 epochs}, {@code 30%} of the run, or a bare number of steps.
 *
 * @param amount positive
 */
public record Length(double amount, Unit unit) {
    /** What the amount counts. */
    public enum Unit {
        STEPS,
        EPOCHS,
        PERCENT
    }

    public Length {
        Checks.positive("length", amount);
    }
}

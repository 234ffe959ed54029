package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import java.util.OptionalDouble;

/**
 * What a {@link Plateau} remembers from evaluation to evaluation: a value, and part of the training's state.
 *
 * @param multiplier of the schedule's rate, in [0, 1]
 * @param best the best value so far; empty before the first that is finite
 * @param waited how many evaluations were not better, as far as they count, at least 0
 * @param cooldown how many of the next evaluations do not count, at least 0
 */
public record PlateauState(double multiplier, OptionalDouble best, int waited, int cooldown) {
    /** Before the first evaluation. */
    public static final PlateauState START = new PlateauState(1, OptionalDouble.empty(), 0, 0);

    public PlateauState {
        Checks.require(multiplier >= 0 && multiplier <= 1, "multiplier", "in [0, 1]", multiplier);
        Checks.atLeast("waited", waited, 0);
        Checks.atLeast("cooldown", cooldown, 0);
    }
}

package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import java.util.OptionalLong;

/**
 * What a schedule may want to know of the run, or the part of one, that it is for.
 *
 * @param updates how many it has, at least 1; empty: nobody knows
 * @param batchSize the rows of an update, over all shards, at least 1; empty: nobody knows
 */
public record Run(OptionalLong updates, OptionalLong batchSize) {
    /** Any run. */
    public static final Run UNKNOWN = new Run(OptionalLong.empty(), OptionalLong.empty());

    public Run {
        updates.ifPresent(number -> Checks.atLeast("updates of the run", number, 1));
        batchSize.ifPresent(number -> Checks.atLeast("batch_size", number, 1));
    }

    /** A run of which both are known. */
    public static Run of(long updates, long batchSize) {
        return new Run(OptionalLong.of(updates), OptionalLong.of(batchSize));
    }

    /** A part of it of so many updates. */
    Run of(long updates) {
        return new Run(OptionalLong.of(updates), batchSize);
    }

    /** What is left of it after so many updates: one, where that is all of it and an error will say so. */
    Run after(long steps) {
        return updates.isEmpty() ? this : of(Math.max(1, updates.getAsLong() - steps));
    }
}

package dev.lockstep.train;

import dev.lockstep.numeric.Checks;

/**
 * When to stop because nothing gets better.
 *
 * @param patience how many evaluations in a row may fail to be the best, at least 1: the run ends with the last of them
 * @param minDelta by how much an evaluation must be better than the best to take its place, at least 0
 */
public record EarlyStopping(int patience, double minDelta) {
    public EarlyStopping {
        Checks.atLeast("patience", patience, 1);
        Checks.notNegative("min_delta", minDelta);
    }
}

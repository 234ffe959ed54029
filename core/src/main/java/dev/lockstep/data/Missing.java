package dev.lockstep.data;

/** What a missing value becomes. */
public enum Missing {
    FAIL,
    ZERO,
    MEAN,
    /** The mean, and a further feature that is 1 where the value was missing. */
    INDICATOR
}

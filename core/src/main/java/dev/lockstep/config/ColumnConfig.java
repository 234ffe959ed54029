package dev.lockstep.config;

import java.util.Optional;

/**
 * How one column becomes features; what is empty is as for all columns.
 *
 * @param type number or text, where it is not to be found out
 * @param encode of a text column, or of a number that is a category
 * @param buckets of {@code HASH}
 */
public record ColumnConfig(
        Optional<ColumnType> type,
        Optional<Encode> encode,
        Optional<Integer> buckets,
        Optional<Missing> missing,
        Optional<Scale> scale) {
    /** What the values of a column are. */
    public enum ColumnType {
        NUMBER,
        TEXT
    }

    /** How a category becomes features. */
    public enum Encode {
        /** A feature for each category seen in training. */
        ONE_HOT,
        /** A feature for each bucket of a hash. */
        HASH,
        /** Its number, from 1; 0 is for those not seen in training. */
        INDEX
    }

    /** What a missing value becomes. */
    public enum Missing {
        FAIL,
        ZERO,
        MEAN,
        /** The mean, and a further feature that is 1 where the value was missing. */
        INDICATOR
    }
}

package dev.lockstep.config;

import dev.lockstep.data.Encode;
import dev.lockstep.data.Missing;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import dev.lockstep.numeric.Checks;
import java.util.Optional;

/**
 * How one column becomes features; what is empty is as for all columns.
 *
 * @param type number or text, where it is not to be found out
 * @param encode of a text column, or of a number that is a category
 * @param buckets of {@code HASH}
 */
public record ColumnConfig(
        Optional<RawColumn.Type> type,
        Optional<Encode> encode,
        Optional<Integer> buckets,
        Optional<Missing> missing,
        Optional<Scale> scale) {
    public ColumnConfig {
        buckets.ifPresent(number -> Checks.atLeast("buckets", number, 1));
    }
}

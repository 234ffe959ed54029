package dev.lockstep.spark;

import dev.lockstep.data.Target;
import dev.lockstep.train.Split;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The data of a job, once it is read.
 *
 * @param rows of each part; no entry for a part that is not there
 * @param width the number of features
 * @param sparse whether rows are packed sparsely
 * @param shards S
 */
public record PreparedData(Map<Split, Long> rows, int width, boolean sparse, Target target, int shards) {
    public PreparedData {
        Map<Split, Long> copy = new EnumMap<>(Split.class);
        copy.putAll(rows);
        rows = Collections.unmodifiableMap(copy);
    }

    /** The number of rows of a part, 0 where there is none. */
    public long rows(Split split) {
        return rows.getOrDefault(split, 0L);
    }
}

package dev.lockstep.config;

import dev.lockstep.model.Compression;
import dev.lockstep.numeric.Checks;
import java.util.OptionalInt;

/**
 * Along which tree gradients are summed, and how they are rounded there: what their bits depend on.
 *
 * @param shards S; empty: as many as there are task slots
 */
public record ReductionConfig(OptionalInt shards, Compression compression) {
    /** Each shard is at least one partition of Spark's: thousands are slow, and more than that never end. */
    private static final int MOST_SHARDS = 4096;

    /** What stands for as many shards as there are task slots. */
    static final String AUTO = "auto";

    /** As many shards as there are task slots, and no compression. */
    public static final ReductionConfig DEFAULT = new ReductionConfig(OptionalInt.empty(), Compression.NONE);

    public ReductionConfig {
        shards.ifPresent(number ->
                Checks.require(number >= 1 && number <= MOST_SHARDS, "shards", "in [1, " + MOST_SHARDS + "]", number));
    }

    ReductionConfig withShards(int number) {
        return new ReductionConfig(OptionalInt.of(number), compression);
    }
}

package dev.lockstep.spark;

import dev.lockstep.numeric.Checks;

/** How many chunks rows make: pure arithmetic, so that the same data and shards always give the same chunks. */
final class ChunkCount {
    private static final double SMALLEST = 16 << 20;
    private static final double LARGEST = 128 << 20;
    /** So many chunks before they grow beyond the smallest size. */
    private static final double MANY = 2_048;

    private ChunkCount() {}

    /**
     * A multiple of the shards: chunks of 16 MB, or of up to 128 MB where there would be more than 2,048 of them. Never more
     * rows than one array takes, and for few rows one chunk a shard.
     */
    static int of(long rows, double bytesPerRow, int shards) {
        Checks.atLeast("rows", rows, 0);
        double bytes = rows * bytesPerRow;
        double size = Math.min(LARGEST, Math.max(SMALLEST, bytes / MANY));
        double perShard = Math.ceil(bytes / size / shards);
        return Math.multiplyExact(shards, (int) Math.min(Math.max(1, perShard), Integer.MAX_VALUE));
    }
}

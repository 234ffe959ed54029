package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Permutation;
import dev.lockstep.numeric.Seeds;
import java.io.Serializable;

/**
 * How N rows lie in chunks, chunks in shards, and which rows of a shard a step takes. Pure arithmetic: there is nothing to
 * remember but (seed, epoch, step).
 *
 * <p>N rows make K chunks, the first N mod K with one row more; K is a multiple of the number of shards S, and chunk c
 * belongs to shard c mod S. With T steps an epoch, step t takes the global positions ⌊t·N/T⌋ up to ⌊(t + 1)·N/T⌋; position g
 * is row ⌊g/S⌋ of shard g mod S.
 *
 * @param rows N, the number of rows
 * @param chunks K, a multiple of {@code shards}
 * @param shards S
 * @param seed of the run
 */
public record Sharding(long rows, int chunks, int shards, long seed) implements Serializable {
    private static final int CHUNK_ORDER = 1;
    private static final int ROW_ORDER = 2;

    public Sharding {
        Checks.atLeast("rows", rows, 0);
        Checks.atLeast("shards", shards, 1);
        Checks.require(chunks >= shards && chunks % shards == 0, "chunks", "a multiple of " + shards, chunks);
    }

    /** T = ⌈N/B⌉, the steps of an epoch at a global batch size of B. */
    public static long stepsPerEpoch(long rows, int batchSize) {
        return Math.max(1, (rows + batchSize - 1) / batchSize);
    }

    /** The number of rows of a chunk. */
    public int chunkRows(int chunk) {
        return Math.toIntExact(rows / chunks + (chunk < rows % chunks ? 1 : 0));
    }

    /** The chunk in which the row of that place lies: places fill chunk after chunk. */
    public int chunkOf(long place) {
        long size = rows / chunks;
        long longer = rows % chunks;
        long inLonger = longer * (size + 1);
        return (int) (place < inLonger ? place / (size + 1) : longer + (place - inLonger) / size);
    }

    /** The place of a chunk's first row. */
    public long firstPlace(int chunk) {
        return rows / chunks * chunk + Math.min(chunk, rows % chunks);
    }

    /** The number of chunks of each shard. */
    public int chunksPerShard() {
        return chunks / shards;
    }

    /** The number of rows of a shard. */
    public long shardRows(int shard) {
        return ceilDiv(rows - shard, shards);
    }

    /** The first row, counted within the shard and epoch, that the shard gives to a step. */
    public long firstRow(int shard, Step step) {
        return ceilDiv(position(step.index(), step.steps()) - shard, shards);
    }

    /** One past the last row that the shard gives to a step. */
    public long endRow(int shard, Step step) {
        return ceilDiv(position(step.index() + 1, step.steps()) - shard, shards);
    }

    /** The order in which a shard walks its chunks in an epoch: entry i is the i-th chunk's number among all chunks. */
    public int[] chunkOrder(int shard, int epoch) {
        int[] order = Permutation.shuffled(chunksPerShard(), Seeds.derive(seed, CHUNK_ORDER, epoch, shard));
        for (int i = 0; i < order.length; i++) {
            order[i] = order[i] * shards + shard;
        }
        return order;
    }

    /** The order in which the rows of a chunk are taken in an epoch. */
    public int[] rowOrder(int chunk, int epoch) {
        return Permutation.shuffled(chunkRows(chunk), Seeds.derive(seed, ROW_ORDER, epoch, chunk));
    }

    /** G(t) = ⌊t·N/T⌋ without overflow for any N, and T up to 3·10⁹. */
    private long position(long t, long steps) {
        return rows / steps * t + Math.floorDiv(Math.multiplyExact(rows % steps, t), steps);
    }

    private static long ceilDiv(long x, long y) {
        return -Math.floorDiv(-x, y);
    }
}

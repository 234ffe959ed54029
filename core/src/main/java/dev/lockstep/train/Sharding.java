package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Permutation;
import dev.lockstep.numeric.Seeds;
import java.io.Serializable;
import java.util.List;

/**
 * How N rows lie in chunks, chunks in shards, and which rows of a shard a step takes. Pure arithmetic: there is nothing to
 * remember but (seed, epoch, step).
 *
 * <p>N rows make K chunks, the first N mod K with one row more; K is a multiple of the number of shards S, and chunk c
 * belongs to shard c mod S. With T steps an epoch, step t takes the global positions ⌊t·N/T⌋ up to ⌊(t + 1)·N/T⌋; position g
 * is row ⌊g/S⌋ of shard g mod S.
 *
 * <p>Chunks that were not packed to measure (data that is not shuffled) have the sizes they have. Then each shard gives to
 * each step in proportion to its rows: of its n rows, step t takes those from ⌊(t·n + ⌊s·T/S⌋)/T⌋ up to
 * ⌊((t + 1)·n + ⌊s·T/S⌋)/T⌋. The stagger keeps shards from taking their rows all in the same steps; for shards of
 * equal size every batch has N/T rows, give or take one, here too (Hermite's identity).
 *
 * @param rows N, the number of rows
 * @param chunks K, a multiple of {@code shards} unless sizes are given
 * @param shards S
 * @param seed of the run
 * @param sizes the rows of each chunk where they are as found; empty where chunks are equal
 */
public record Sharding(long rows, int chunks, int shards, long seed, List<Integer> sizes) implements Serializable {
    private static final int CHUNK_ORDER = 1;
    private static final int ROW_ORDER = 2;

    public Sharding {
        Checks.atLeast("rows", rows, 0);
        Checks.atLeast("shards", shards, 1);
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty()) {
            Checks.require(chunks >= shards && chunks % shards == 0, "chunks", "a multiple of " + shards, chunks);
        } else {
            long total = total(sizes);
            Checks.require(chunks == sizes.size(), "number of sizes", "" + chunks, sizes.size());
            Checks.require(rows == total, "sum of sizes", "" + rows, total);
        }
    }

    /** Equal chunks, packed to measure. */
    public Sharding(long rows, int chunks, int shards, long seed) {
        this(rows, chunks, shards, seed, List.of());
    }

    /** Chunks of the sizes that they have. */
    public static Sharding ofSizes(List<Integer> sizes, int shards, long seed) {
        return new Sharding(total(sizes), sizes.size(), shards, seed, sizes);
    }

    private static long total(List<Integer> sizes) {
        return sizes.stream().mapToLong(Integer::longValue).sum();
    }

    /** T = ⌈N/B⌉, the steps of an epoch at a global batch size of B. */
    public static long stepsPerEpoch(long rows, int batchSize) {
        return Math.max(1, (rows + batchSize - 1) / batchSize);
    }

    /** The number of rows of a chunk. */
    public int chunkRows(int chunk) {
        return sizes.isEmpty() ? Math.toIntExact(rows / chunks + (chunk < rows % chunks ? 1 : 0)) : sizes.get(chunk);
    }

    /** The chunk in which the row of that place lies, of equal chunks: places fill chunk after chunk. */
    public int chunkOf(long place) {
        long size = rows / chunks;
        long longer = rows % chunks;
        long inLonger = longer * (size + 1);
        return (int) (place < inLonger ? place / (size + 1) : longer + (place - inLonger) / size);
    }

    /** The place of the first row of one of equal chunks. */
    public long firstPlace(int chunk) {
        return rows / chunks * chunk + Math.min(chunk, rows % chunks);
    }

    /** The number of chunks of a shard: the same for all shards of equal chunks. */
    public int chunksOf(int shard) {
        return Math.max(0, (chunks - shard + shards - 1) / shards);
    }

    /** The number of rows of a shard. */
    public long shardRows(int shard) {
        if (sizes.isEmpty()) {
            return ceilDiv(rows - shard, shards);
        }
        long sum = 0;
        for (int chunk = shard; chunk < chunks; chunk += shards) {
            sum += sizes.get(chunk);
        }
        return sum;
    }

    /** The first row, counted within the shard and epoch, that the shard gives to a step. */
    public long firstRow(int shard, Step step) {
        return boundary(shard, step.index(), step.steps());
    }

    /** One past the last row that the shard gives to a step. */
    public long endRow(int shard, Step step) {
        return boundary(shard, step.index() + 1, step.steps());
    }

    private long boundary(int shard, long t, long steps) {
        if (sizes.isEmpty()) {
            return ceilDiv(position(rows, t, steps, 0) - shard, shards);
        }
        long stagger = Math.multiplyExact(shard, steps) / shards;
        return position(shardRows(shard), t, steps, stagger);
    }

    /** The order in which a shard walks its chunks in an epoch: entry i is the i-th chunk's number among all chunks. */
    public int[] chunkOrder(int shard, int epoch) {
        int[] order = Permutation.shuffled(chunksOf(shard), Seeds.derive(seed, CHUNK_ORDER, epoch, shard));
        for (int i = 0; i < order.length; i++) {
            order[i] = order[i] * shards + shard;
        }
        return order;
    }

    /** The order in which the rows of a chunk are taken in an epoch. */
    public int[] rowOrder(int chunk, int epoch) {
        return Permutation.shuffled(chunkRows(chunk), Seeds.derive(seed, ROW_ORDER, epoch, chunk));
    }

    /** ⌊(t·n + stagger)/T⌋ without overflow for any n, and T up to 3·10⁹. */
    private static long position(long n, long t, long steps, long stagger) {
        return n / steps * t + Math.floorDiv(Math.addExact(Math.multiplyExact(n % steps, t), stagger), steps);
    }

    private static long ceilDiv(long x, long y) {
        return -Math.floorDiv(-x, y);
    }
}

package dev.lockstep.train;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import java.util.Optional;

/**
 * The open chunk of one shard where it is worked on. A cache only: whatever it holds, the same question gets the same rows.
 * Used by one thread at a time.
 */
public final class ShardCursor {
    private final int shard;
    private final ChunkReader chunks;
    private int epoch = -1;
    private int[] chunkOrder = {};
    /** How many rows of the epoch come before the i-th chunk of the order. */
    private long[] rowsBefore = {0};

    private int openAt = -1;
    private int[] rowOrder = {};
    private Optional<Chunk> open = Optional.empty();
    private Optional<Batch> batch = Optional.empty();

    public ShardCursor(int shard, ChunkReader chunks) {
        this.shard = shard;
        this.chunks = chunks;
    }

    /** The shard that this cursor walks. */
    public int shard() {
        return shard;
    }

    /** Training rows [from, to) of the shard's order in an epoch: a buffer that the next call overwrites. */
    Batch take(Sharding sharding, int wantedEpoch, long from, long to) {
        if (wantedEpoch != epoch) {
            startEpoch(sharding, wantedEpoch);
        }
        Optional<Batch> target = Optional.empty();
        long row = from;
        while (row < to) {
            int at = chunkAt(row);
            Chunk chunk = open(sharding, at);
            if (target.isEmpty()) {
                target = Optional.of(cleared(chunk, (int) (to - from)));
            }
            Batch rows = target.get();
            long end = Math.min(to, rowsBefore[at + 1]);
            for (; row < end; row++) {
                chunk.addTo(rows, rowOrder[(int) (row - rowsBefore[at])]);
            }
        }
        return target.orElseThrow(() -> new IllegalArgumentException("no rows in [" + from + ", " + to + ")"));
    }

    /** Rows [from, to) of a chunk of any part of the data, in their own order: a buffer that the next call overwrites. */
    Batch take(Chunk chunk, int from, int to) {
        Batch rows = cleared(chunk, to - from);
        for (int row = from; row < to; row++) {
            chunk.addTo(rows, row);
        }
        return rows;
    }

    /** A chunk of any part of the data, which this cursor does not keep. */
    Chunk read(Split split, int chunk) {
        return chunks.read(split, chunk);
    }

    private void startEpoch(Sharding sharding, int wantedEpoch) {
        chunkOrder = sharding.chunkOrder(shard, wantedEpoch);
        rowsBefore = new long[chunkOrder.length + 1];
        for (int i = 0; i < chunkOrder.length; i++) {
            rowsBefore[i + 1] = rowsBefore[i] + sharding.chunkRows(chunkOrder[i]);
        }
        // A shard with one chunk keeps it open: only the order of its rows changes.
        if (chunkOrder.length > 1) {
            open = Optional.empty();
        }
        openAt = -1;
        epoch = wantedEpoch;
    }

    private int chunkAt(long row) {
        int at = Math.max(0, openAt);
        while (row < rowsBefore[at]) {
            at--;
        }
        while (row >= rowsBefore[at + 1]) {
            at++;
        }
        return at;
    }

    private Chunk open(Sharding sharding, int at) {
        if (at != openAt) {
            if (openAt >= 0) {
                open = Optional.empty(); // let go of the last one before the next one takes its memory
            }
            int number = chunkOrder[at];
            Chunk chunk = open.orElseGet(() -> chunks.read(Split.TRAINING, number));
            rowOrder = sharding.rowOrder(number, epoch);
            open = Optional.of(chunk);
            openAt = at;
        }
        return open.orElseThrow();
    }

    private Batch cleared(Chunk chunk, int capacity) {
        Batch rows = batch.filter(b -> b.isSparse() == chunk.features().isSparse())
                .orElseGet(() -> chunk.newBatch(capacity));
        rows.clear();
        batch = Optional.of(rows);
        return rows;
    }
}

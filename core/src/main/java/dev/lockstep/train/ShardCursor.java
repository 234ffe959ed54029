package dev.lockstep.train;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.Features;
import java.util.Optional;

/**
 * The open chunk of one shard where it is worked on, never more than one. A cache only: whatever it holds, the same question
 * gets the same rows, also after a failure. Used by one thread at a time.
 */
public final class ShardCursor {
    private final int shard;
    private final ChunkReader chunks;

    private Optional<Walk> walk = Optional.empty();
    private Optional<Open> open = Optional.empty();
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
    Batch take(Sharding sharding, int epoch, long from, long to) {
        if (from >= to) {
            throw new IllegalArgumentException("no rows in [" + from + ", " + to + ")");
        }
        Walk current = walk(sharding, epoch);
        // No local variable here may hold a chunk: the next one is read while this method is on the stack.
        Batch rows = cleared(chunkAt(current, from), Math.toIntExact(to - from));
        long row = from;
        while (row < to) {
            row = addRows(rows, chunkAt(current, row), current, row, to);
        }
        return rows;
    }

    /** Rows [from, to) of a chunk of any part of the data, in their own order: a buffer that the next call overwrites. */
    Batch take(Chunk chunk, int from, int to) {
        Batch rows = cleared(chunk, to - from);
        for (int row = from; row < to; row++) {
            chunk.addTo(rows, row);
        }
        return rows;
    }

    /** Opens a chunk of any part of the data, and lets go of the one that was open. */
    Chunk read(Split split, int number) {
        if (open.isEmpty() || !open.get().is(split, number)) {
            open = Optional.empty(); // before the next one takes its memory, and in case reading it fails
            open = Optional.of(new Open(split, number, chunks.read(split, number)));
        }
        return open.get().chunk();
    }

    private Walk walk(Sharding sharding, int epoch) {
        Walk current = walk.filter(w -> w.is(sharding, epoch)).orElseGet(() -> new Walk(sharding, shard, epoch));
        walk = Optional.of(current);
        return current;
    }

    private Chunk chunkAt(Walk current, long row) {
        return read(Split.TRAINING, current.moveTo(row));
    }

    private static long addRows(Batch rows, Chunk chunk, Walk current, long from, long to) {
        long end = Math.min(to, current.chunkEnd());
        for (long row = from; row < end; row++) {
            chunk.addTo(rows, current.rowOfChunk(row));
        }
        return end;
    }

    private Batch cleared(Chunk chunk, int capacity) {
        Features features = chunk.features();
        Batch rows = batch.filter(b -> b.isSparse() == features.isSparse() && b.width() == features.width())
                .orElseGet(() -> chunk.newBatch(capacity));
        rows.clear();
        batch = Optional.of(rows);
        return rows;
    }

    private record Open(Split split, int number, Chunk chunk) {
        boolean is(Split otherSplit, int otherNumber) {
            return split == otherSplit && number == otherNumber;
        }
    }
}

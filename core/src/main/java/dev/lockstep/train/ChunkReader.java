package dev.lockstep.train;

import dev.lockstep.data.Chunk;

/** Opens chunks where a task runs. Called by one thread at a time for each shard. */
@FunctionalInterface
public interface ChunkReader {
    Chunk read(Split split, int chunk);
}

package dev.lockstep.spark;

import dev.lockstep.numeric.Permutation;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where each row goes: the chunks of all parts numbered one after another. Training rows are drawn, by a seeded permutation
 * of their indices; rows of other parts stay in order, since nobody draws batches from them.
 */
final class Places implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int PLACES = 4;

    private final EnumMap<Split, Sharding> shardings;
    private final EnumMap<Split, Integer> firstChunks = new EnumMap<>(Split.class);
    private final int chunks;
    private final long seed;

    Places(Map<Split, Sharding> shardings, long seed) {
        this.shardings = new EnumMap<>(shardings);
        this.seed = seed;
        int first = 0;
        for (Map.Entry<Split, Sharding> part : this.shardings.entrySet()) {
            firstChunks.put(part.getKey(), first);
            first = Math.addExact(first, part.getValue().chunks());
        }
        this.chunks = first;
    }

    /** The number of chunks of all parts. */
    int chunks() {
        return chunks;
    }

    /** The number of a part's first chunk. */
    int firstChunk(Split split) {
        return firstChunks.getOrDefault(split, 0);
    }

    private Sharding sharding(Split split) {
        return Objects.requireNonNull(shardings.get(split));
    }

    /** How rows find their places, for one thread. */
    Finder finder() {
        return new Finder(new Permutation(sharding(Split.TRAINING).rows(), Seeds.derive(seed, PLACES)));
    }

    /** The place of the row that was looked for last. */
    final class Finder {
        private final Permutation drawn;
        private int chunk;
        private int offset;

        private Finder(Permutation drawn) {
            this.drawn = drawn;
        }

        void find(Split split, long index) {
            Sharding sharding = sharding(split);
            long place = split == Split.TRAINING ? drawn.place(index) : index;
            int number = sharding.chunkOf(place);
            chunk = firstChunk(split) + number;
            offset = (int) (place - sharding.firstPlace(number));
        }

        /** The chunk, counted over all parts. */
        int chunk() {
            return chunk;
        }

        /** The number of the row within its chunk. */
        int offset() {
            return offset;
        }
    }
}

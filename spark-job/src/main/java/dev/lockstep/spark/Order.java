package dev.lockstep.spark;

import java.io.Serializable;
import java.util.List;

/** What the driver tells workers. Orders are values: one that comes twice, or late, does no harm. */
sealed interface Order extends Serializable {
    /**
     * Work together: the ranges that are on your executor.
     *
     * @param ranges the first shard of each
     */
    record Join(List<Integer> ranges) implements Order {
        public Join {
            ranges = List.copyOf(ranges);
        }

        /** Which crew of its generation this is. */
        int crew() {
            return ranges.get(0);
        }
    }

    /**
     * Answer this question, at the weights that are the load.
     *
     * @param number of the question, from 1, counted through all generations of a runner
     * @param slices into how many slices the crew is to cut its sums for others to fetch; 0: it is to send them whole
     */
    record Work(long number, Question<?> question, Weights.Carrier carrier, int slices) implements Order {}

    /**
     * Fetch one slice of the sums of every crew, and add them up.
     *
     * @param number of the question that they answer
     * @param slice its number, from 0
     * @param sources of all crews
     */
    record Add(long number, int slice, List<Source> sources) implements Order {
        public Add {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Where the slices of a crew's sums lie.
     *
     * @param first the number of the first block: there is one for each slice and part, those of a slice one after the other
     * @param parts the shards that each sum is of
     * @param bytes of all blocks
     */
    record Source(BlockLink.Peer peer, long first, List<ShardRange> parts, long bytes) implements Serializable {
        public Source {
            parts = List.copyOf(parts);
        }

        /** The number of the block of a part of a slice. */
        long block(int slice, int part) {
            return first + (long) slice * parts.size() + part;
        }
    }

    /** The standing job is over. */
    record Finish() implements Order {}
}

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
     */
    record Work(long number, Question<?> question, Weights.Carrier carrier) implements Order {}

    /** The standing job is over. */
    record Finish() implements Order {}
}

package dev.lockstep.spark;

import java.io.Serializable;
import java.util.List;

/** What workers tell the driver; each is answered by an {@link Order}, at once or once there is one. */
sealed interface Report extends Serializable {
    /** The number of the standing job that the worker belongs to. */
    long generation();

    /**
     * A worker is there.
     *
     * @param range the first shard of its range
     * @param attempt Spark's number of the task, which no other has
     * @param serial more than that of any report of this worker before
     */
    record Here(long generation, int range, String executor, long attempt, long serial) implements Report {}

    /**
     * A crew has answered a question, or none so far, and has nothing to do.
     *
     * @param crew the first shard of its first range
     * @param serial more than that of any report of this crew before
     * @param question the number of the question answered, 0 for none
     * @param parts the shards that each sum of the load is of
     */
    record Done(long generation, int crew, long serial, long question, List<ShardRange> parts) implements Report {
        public Done {
            parts = List.copyOf(parts);
        }
    }

    /** A worker ends because of an exception, whose text this is; {@link Failures} has made the load of it. */
    record Failed(long generation, int range, String text) implements Report {}
}

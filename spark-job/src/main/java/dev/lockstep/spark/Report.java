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

    /** What the last of a crew to have an answer reports: the crew has nothing to do. */
    sealed interface Answer extends Report {
        /** The first shard of the crew's first range. */
        int crew();

        /** More than that of any report of this crew before. */
        long serial();

        /** The number of the question whose weights the crew has, 0 for none. */
        long question();

        /** The {@link Turn} that it answers. */
        long turn();
    }

    /**
     * A crew has answered a question, or none so far.
     *
     * @param parts the shards that each sum of the load is of
     */
    record Done(long generation, int crew, long serial, long question, List<ShardRange> parts) implements Answer {
        public Done {
            parts = List.copyOf(parts);
        }

        @Override
        public long turn() {
            return Turn.ofWork(question);
        }
    }

    /** A crew has answered a question, and laid out its sums in slices for others to fetch. */
    record Cut(long generation, int crew, long serial, long question, Order.Source source) implements Answer {
        @Override
        public long turn() {
            return Turn.ofWork(question);
        }
    }

    /** A crew has added up one slice of all sums, which is the load. */
    record Added(long generation, int crew, long serial, long question) implements Answer {
        @Override
        public long turn() {
            return Turn.ofAdding(question);
        }
    }

    /** A worker ends because of an exception, whose text this is; {@link Failures} has made the load of it. */
    record Failed(long generation, int range, String text) implements Report {}
}

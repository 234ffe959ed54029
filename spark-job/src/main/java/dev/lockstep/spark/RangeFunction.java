package dev.lockstep.spark;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** The work of one Spark task on its range of shards: all that a step's closure holds. */
final class RangeFunction<T> extends AbstractFunction1<Iterator<ShardRange>, T> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Work<T> work;

    RangeFunction(Work<T> work) {
        this.work = work;
    }

    @Override
    public T apply(Iterator<ShardRange> ranges) {
        return work.on(ranges.next());
    }

    /** What is done with a range. */
    sealed interface Work<T> extends Serializable {
        T on(ShardRange range);
    }

    /** Answers a question at these weights. */
    record Answer<T>(Broadcast<Workbench> workbench, Broadcast<float[]> theta, Question<T> question)
            implements Work<T> {
        @Override
        public T on(ShardRange range) {
            return workbench.value().answer(question, theta.value(), range);
        }
    }

    /** Brings the chunks into the cache. */
    record Materialise(Broadcast<Workbench> workbench) implements Work<Long> {
        @Override
        public Long on(ShardRange range) {
            return workbench.value().materialise(range);
        }
    }
}

package dev.lockstep.spark;

import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * The work of one Spark task on its range of shards: all that a step's closure holds. It takes the task's context, which it has no
 * need of, because Spark would wrap a function without it into a closure, and clean and serialize that to check it, every step.
 */
final class RangeFunction<T> extends AbstractFunction2<TaskContext, Iterator<ShardRange>, T> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Work<T> work;

    RangeFunction(Work<T> work) {
        this.work = work;
    }

    @Override
    public T apply(TaskContext context, Iterator<ShardRange> ranges) {
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

    /** Brings these chunks into the cache. */
    record Materialise(Broadcast<Workbench> workbench, Map<Split, BitSet> chunks) implements Work<Long> {
        @Override
        public Long on(ShardRange range) {
            return workbench.value().materialise(range, chunks);
        }
    }

    /** Stays, and answers one question after the other. */
    record Stand(Broadcast<Workbench> workbench, WorkerLoop.Post post) implements Work<Long> {
        @Override
        public Long on(ShardRange range) {
            return new WorkerLoop(workbench.value(), post, range).run();
        }
    }
}

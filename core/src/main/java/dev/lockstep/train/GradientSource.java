package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;

/** Where gradients come from: this machine, or a cluster. Used by one thread. */
public interface GradientSource extends AutoCloseable {
    /** The number of rows of a part of the data; 0 where there is none. */
    long rows(Split split);

    /**
     * The gradient summed over one mini-batch, along the fixed tree.
     *
     * @param theta not written to by anyone until the next call returns, of whatever kind: workers may still be reading it, and what
     *     changed since may be all that is sent
     */
    GradientSum gradient(float[] theta, Step step);

    /**
     * Loss and metrics over all rows of a part of the data, which must have some.
     *
     * @param theta not written to by anyone until the next call returns, of whatever kind: what changed since may be all that is sent
     */
    Evaluation evaluate(float[] theta, Split split);

    /**
     * Ends waiting for somebody to compute, such as executors that have not come, now and in future, from any thread: the question
     * that waits throws a {@link StoppedWaitingException}, and so do later ones for which somebody would have to come first.
     */
    default void stopWaiting() {}

    /** The nanoseconds spent adding up gradients since the beginning, where they can be told from waiting for them. */
    default long reduceNanos() {
        return 0;
    }

    @Override
    void close();
}

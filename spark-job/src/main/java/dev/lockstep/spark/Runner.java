package dev.lockstep.spark;

/** The way by which questions get to all shards, and one sum back to the driver. Used by one thread. */
interface Runner extends AutoCloseable {
    /**
     * The sum of all shards' answers, along the fixed tree.
     *
     * @param theta not written to by anyone until the next call returns
     */
    <T> T ask(float[] theta, Question<T> question);

    /** Ends waiting for workers, from any thread: the question that waits throws a {@link dev.lockstep.train.StoppedWaitingException}. */
    default void stopWaiting() {}

    /** Nanoseconds spent so far on adding up, on the driver. */
    long reduceNanos();

    @Override
    void close();
}

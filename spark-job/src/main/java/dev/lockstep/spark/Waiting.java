package dev.lockstep.spark;

import dev.lockstep.train.StoppedWaitingException;

/** Whether a runner still waits for executors: training may be stopped meanwhile. */
final class Waiting {
    private volatile boolean over;

    /** From any thread, for good. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** To be asked before, in and after whatever waits. */
    void throwIfOver() {
        if (over) {
            throw new StoppedWaitingException();
        }
    }
}

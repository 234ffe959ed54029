package dev.lockstep.cli;

/** What the process tells the shell. */
final class ExitCode {
    static final int DONE = 0;
    /** Something that Lockstep did not foresee. */
    static final int UNEXPECTED = 1;

    static final int CONFIG = 2;
    static final int DATA = 3;
    /** A checkpoint, or a whole model, that cannot be gone on with. */
    static final int CHECKPOINT = 4;

    static final int DIVERGED = 5;
    static final int RESOURCES = 6;
    static final int CLUSTER_LOST = 7;
    /** Another attempt at the same run has begun since. */
    static final int SUPERSEDED = 8;

    private ExitCode() {}
}

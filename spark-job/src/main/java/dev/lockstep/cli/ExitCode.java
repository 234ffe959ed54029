package dev.lockstep.cli;

/** What the process tells the shell. */
final class ExitCode {
    static final int DONE = 0;
    /** Something that Lockstep did not foresee. */
    static final int UNEXPECTED = 1;

    static final int CONFIG = 2;
    static final int DATA = 3;
    static final int DIVERGED = 5;
    static final int RESOURCES = 6;
    static final int CLUSTER_LOST = 7;

    private ExitCode() {}
}

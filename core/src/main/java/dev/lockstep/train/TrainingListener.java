package dev.lockstep.train;

/** Is told how a training goes, by the thread that trains, which waits for it meanwhile. */
public interface TrainingListener {
    /** Before the first step. */
    default void started(TrainingStart start) {}

    /** After every step. */
    default void stepped(StepReport report) {}

    /** After every evaluation. */
    default void evaluated(EpochReport report) {}

    /** After every step and the evaluation due after it: what training is now can be kept. */
    default void between(StepEnd end) {}

    /** At the end, unless training failed. */
    default void ended(TrainingResult result) {}
}

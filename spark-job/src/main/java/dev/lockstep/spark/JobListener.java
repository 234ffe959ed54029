package dev.lockstep.spark;

import dev.lockstep.checkpoint.RunFacts;
import dev.lockstep.train.TrainingListener;

/** Hears how a {@link TrainingJob} comes along. Called from the thread that runs the job. */
public interface JobListener extends TrainingListener {
    /** What a job does, in this order. */
    enum Phase {
        READING,
        PACKING,
        TRAINING,
        TESTING
    }

    /** The job begins with this. */
    default void phase(Phase phase) {}

    /** Something that is no error, in one line: a bad row that was skipped. */
    default void warning(String line) {}

    /** The rows are read and packed; training is next. */
    default void prepared(PreparedData data) {}

    /** What the job is made of, before training, if it saves itself. */
    default void facts(RunFacts facts) {}
}

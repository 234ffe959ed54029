package dev.lockstep.train;

/** The parts of the data. */
public enum Split {
    TRAINING,
    VALIDATION,
    TEST
}

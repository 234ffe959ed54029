package dev.lockstep.spark;

/** A run that cannot go on from where it was. The message says why, and what to do. */
public final class ResumeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ResumeRefusedException(String message) {
        super(message);
    }

    ResumeRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

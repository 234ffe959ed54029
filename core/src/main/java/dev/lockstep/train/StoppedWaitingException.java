package dev.lockstep.train;

import java.util.concurrent.CancellationException;

/** Whoever trains has been told to stop while a {@link GradientSource} waited for somebody to compute: the question has no answer. */
public final class StoppedWaitingException extends CancellationException {
    /** Its only message. */
    public static final String MESSAGE = "stopped while training waited for executors";

    private static final long serialVersionUID = 1;

    public StoppedWaitingException() {
        super(MESSAGE);
    }
}

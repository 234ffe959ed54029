package dev.lockstep.checkpoint;

import java.io.IOException;

/** Checkpoints could not be written, several times in a row. */
public final class UnsavedException extends IOException {
    private static final long serialVersionUID = 1;

    UnsavedException(String message, Throwable cause) {
        super(message, cause);
    }
}

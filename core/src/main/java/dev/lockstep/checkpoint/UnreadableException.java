package dev.lockstep.checkpoint;

import java.io.IOException;

/** A checkpoint cannot be read at the moment; it may be whole. */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}

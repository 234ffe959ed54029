package dev.lockstep.checkpoint;

import java.io.IOException;

/** A saved file that is not what it should be. The message names the file, what was expected and what was found. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    public CheckpointException(String file, String expected, String found) {
        super(file + ": expected " + expected + ", found " + found);
    }

    CheckpointException(String file, String expected, String found, Throwable cause) {
        super(file + ": expected " + expected + ", found " + found, cause);
    }
}

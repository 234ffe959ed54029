package dev.lockstep.checkpoint;

import java.io.IOException;

/** A checkpoint that is whole, but was written by a program that knows more than this one. An older one is no substitute. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }
}

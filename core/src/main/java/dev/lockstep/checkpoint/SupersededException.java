package dev.lockstep.checkpoint;

import java.io.IOException;

/** Another attempt at the same run has begun since: this one must not write any more. */
public final class SupersededException extends IOException {
    private static final long serialVersionUID = 1;

    SupersededException(String message) {
        super(message);
    }
}

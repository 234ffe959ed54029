package dev.lockstep.spark;

import java.io.EOFException;

/**
 * A file that ended before it should, in a line that says so. It may be cut short, or the connection to it may have broken: another
 * attempt tells.
 */
final class CutShortException extends EOFException {
    private static final long serialVersionUID = 1;

    CutShortException(String line) {
        super(line);
    }
}

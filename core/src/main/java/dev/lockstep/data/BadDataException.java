package dev.lockstep.data;

/** Data that cannot be used as a whole: a column that is not there, a label of one class. The message is one line. */
public final class BadDataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public BadDataException(String message) {
        super(message);
    }
}

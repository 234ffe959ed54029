package dev.lockstep.spark;

/** Data that cannot be used. The message is the whole line that a user is shown: which file and row, what, and the remedy. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.lockstep.network;

/** Says that libtorch is not there, or cannot be loaded: what is wrong, and the remedy, in one line. */
public final class LibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LibraryException(String message, Throwable cause) {
        super(message, cause);
    }

    LibraryException(String message) {
        super(message);
    }
}

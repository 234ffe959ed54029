package dev.lockstep.spark;

/** The bytes of a message between processes are not what its sender says they are. */
final class MessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MessageException(String message) {
        super(message);
    }

    MessageException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.lockstep.spark;

/** The cluster does not give what the application has asked for; the message says what that is. */
public final class ResourcesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ResourcesException(String message) {
        super(message);
    }
}

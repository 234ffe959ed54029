package dev.lockstep.config;

/** A configuration that cannot be used. The message is the whole line for the user: what, where, and the remedy. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}

package dev.lockstep.config;

import java.util.function.Supplier;

/** A configuration that cannot be used. The message is the whole line for the user: what, where, and the remedy. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    /**
     * Makes something of a part of the configuration, and names the part if that cannot be.
     *
     * @param key of the part, or the option that it was given with
     * @throws ConfigException instead of an {@link IllegalArgumentException}
     */
    public static <T> T naming(String key, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }
}

package dev.lockstep.model;

import dev.lockstep.numeric.Settings;

/** Brings in a loss of a user's own: found by {@link java.util.ServiceLoader} on the class path, then chosen by its name. */
public interface LossProvider {
    /** The name in configurations. */
    String name();

    /** A loss with these settings; those that it does not read are refused. */
    Loss create(Settings settings);
}

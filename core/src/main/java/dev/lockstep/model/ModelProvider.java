package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;

/** Brings in a model of a user's own: found by {@link java.util.ServiceLoader} on the class path, then chosen by its type. */
public interface ModelProvider {
    /** The type in configurations. */
    String name();

    /** A model with these settings, for rows of that width; settings that it does not read are refused. */
    Model create(Settings settings, int width, Target target, Loss loss);
}

package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;

/** Brings in a model by its type: found by {@link java.util.ServiceLoader} on the class path. Networks come this way too. */
public interface ModelProvider {
    /** The type in configurations. */
    String name();

    /** A model with these settings, for such rows; settings that it does not read are refused. */
    Model create(Settings settings, Inputs inputs, Target target, Loss loss);

    /** The same for a model that is made of a file, too. */
    default Model create(Settings settings, Inputs inputs, Target target, Loss loss, ModelFiles files) {
        return create(settings, inputs, target, loss);
    }

    /**
     * Reads all settings and refuses those that fit no rows at all: called before the data is known. By default it creates a
     * model of one feature.
     *
     * @param target one that the data may turn out to have
     */
    default void check(Settings settings, Target target, Loss loss) {
        create(settings, Inputs.vector(1), target, loss);
    }
}

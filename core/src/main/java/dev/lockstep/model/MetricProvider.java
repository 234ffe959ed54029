package dev.lockstep.model;

import dev.lockstep.numeric.Settings;

/** Brings in a metric of a user's own: found by {@link java.util.ServiceLoader} on the class path, then chosen by its name. */
public interface MetricProvider {
    /** The name in configurations. */
    String name();

    /** A metric with these settings; those that it does not read are refused. */
    Metric create(Settings settings);
}

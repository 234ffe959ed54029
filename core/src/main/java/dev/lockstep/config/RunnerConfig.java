package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import java.time.Duration;
import java.util.Locale;

/**
 * How steps get to the executors. It has no influence on what is computed.
 *
 * @param placementTimeout how long to wait for executors before going on with those that have come, or giving up without any
 */
public record RunnerConfig(Kind kind, Duration placementTimeout) {
    /** Resident workers, and two minutes for executors to come. */
    public static final RunnerConfig DEFAULT = new RunnerConfig(Kind.RESIDENT, Duration.ofMinutes(2));

    public RunnerConfig {
        Checks.require(
                placementTimeout.compareTo(Duration.ZERO) > 0,
                "placement_timeout",
                "positive",
                Durations.text(placementTimeout));
    }

    /** The ways there are. */
    public enum Kind {
        /** One Spark job for a whole training: its tasks ask the driver for work, step by step. */
        RESIDENT,
        /** A Spark job for each step. */
        JOB;

        /** As it is written in YAML. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

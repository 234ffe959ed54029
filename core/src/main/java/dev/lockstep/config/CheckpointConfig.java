package dev.lockstep.config;

import dev.lockstep.checkpoint.SaveInterval;
import dev.lockstep.numeric.Checks;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a run is saved, and how many of the saved stay.
 *
 * @param every a length of training; empty where time decides
 * @param time zero where a length decides
 * @param keep how many of the newest stay, at least 2: one may turn out to be damaged
 */
public record CheckpointConfig(Optional<Length> every, Duration time, int keep) {
    /** After each epoch, the last three. */
    public static final CheckpointConfig DEFAULT =
            new CheckpointConfig(Optional.of(Length.epochs(1)), Duration.ZERO, 3);

    public CheckpointConfig {
        Checks.atLeast("keep", keep, 2);
        Checks.require(
                every.isPresent() == time.isZero() && !time.isNegative(),
                "every",
                "a length of training or a time",
                time);
    }

    /** {@code every} as it is written in YAML. */
    String everyText() {
        return every.map(Length::toString).orElseGet(() -> Durations.text(time));
    }

    /** When to save in a run with so many steps. */
    public SaveInterval interval(long stepsPerEpoch, long totalSteps) {
        return every.map(length -> SaveInterval.ofSteps(length.toSteps((double) stepsPerEpoch, (double) totalSteps)))
                .orElseGet(() -> SaveInterval.ofTime(time));
    }
}

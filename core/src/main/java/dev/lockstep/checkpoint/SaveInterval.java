package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Checks;
import java.time.Duration;

/**
 * How often a checkpoint is written: after so many steps, or after so much time.
 *
 * @param steps 0 where time decides
 * @param time zero where steps decide
 */
public record SaveInterval(long steps, Duration time) {
    public SaveInterval {
        Checks.atLeast("steps between checkpoints", steps, 0);
        Checks.require(
                steps > 0 ^ !(time.isZero() || time.isNegative()),
                "interval of checkpoints",
                "either steps or a time",
                steps + " steps and " + time);
    }

    public static SaveInterval ofSteps(long steps) {
        return new SaveInterval(steps, Duration.ZERO);
    }

    public static SaveInterval ofTime(Duration time) {
        return new SaveInterval(0, time);
    }

    /** Whether one is due after a step, so many nanoseconds after the last. */
    boolean isDue(long step, long nanosSince) {
        return steps > 0 ? step % steps == 0 : nanosSince >= time.toNanos();
    }
}

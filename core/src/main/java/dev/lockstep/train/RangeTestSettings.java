package dev.lockstep.train;

import dev.lockstep.numeric.Checks;

/**
 * Which rates to try.
 *
 * @param min the first rate, positive
 * @param max the last rate, more than {@code min}
 * @param steps how many rates, each for one update, at least 40
 */
public record RangeTestSettings(double min, double max, int steps) {
    private static final int FEWEST = 40;

    /** Seven powers of ten, among which the best rates of all optimizers lie, at 36 rates for each. */
    public static final RangeTestSettings DEFAULT = new RangeTestSettings(1e-6, 10, 250);

    public RangeTestSettings {
        Checks.positive("min", min);
        Checks.require(max > min && max < Double.POSITIVE_INFINITY, "max", "more than min " + min, max);
        Checks.atLeast("steps", steps, FEWEST);
    }

    /** The rate of a step, counted from 0: each is the same multiple of the one before. */
    double rate(int step) {
        return step == steps - 1 ? max : min * StrictMath.pow(max / min, (double) step / (steps - 1));
    }
}

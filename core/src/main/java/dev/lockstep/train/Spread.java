package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import java.util.List;

/**
 * What numbers have in common: their mean, and how far they lie from it.
 *
 * @param deviation the standard deviation of what they are a sample of, divided by n − 1; 0 for one number
 * @param count n, at least 1
 */
public record Spread(double mean, double deviation, int count) {
    /** The spread of these numbers, at least one, which are added up in their order. */
    public static Spread of(List<Double> values) {
        int count = values.size();
        Checks.atLeast("count", count, 1);
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / count;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(mean, count == 1 ? 0 : Math.sqrt(squares / (count - 1)), count);
    }
}

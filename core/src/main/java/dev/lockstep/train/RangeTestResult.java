package dev.lockstep.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a {@link RangeTest} found.
 *
 * <p>The suggestion begins with the rate at which the smoothed loss falls most steeply over the logarithm of the rate, which alone
 * is too small: it moves with the number of steps. On {@code ½ Σ λ x²}, plain descent is steepest once {@code Σ η ≈ 1 / 2λ}, with some
 * hundred steps far below the largest stable rate {@code 2 / λmax}. Divergence hardly moves. For rules whose steps are proportional to
 * gradients the suggestion is therefore kept between a tenth and an eighth of the rate at which the test diverged; the two shares
 * were chosen by simulations of quadratics, on which that was between 1 and 8 times the largest stable rate. Other rules, such as Adam,
 * have no such rate, and diverge late: theirs is the geometric mean of steepest descent and that tenth, a rule of thumb.
 *
 * @param proportional whether the optimizer's steps are proportional to gradients
 * @param points one for each step, but those without rows that weigh something; all finite
 * @param divergedAt the rate at which it ended; present if and only if it diverged
 */
public record RangeTestResult(
        RangeTestSettings settings,
        boolean proportional,
        List<Point> points,
        Ending ending,
        OptionalDouble divergedAt) {
    /** The first points, which say little: their mean is of too few. */
    static final int SKIPPED = 10;

    /** Slopes are taken over so many points to each side: over fewer they are those of the noise. */
    private static final int REACH = 5;

    /** The share of the loss by which it must fall: exact gradients have no noise to be compared with. */
    private static final double LEAST_FALL = 1e-3;

    private static final double LEAST_SHARE = 1.0 / 10;
    private static final double LARGEST_SHARE = 1.0 / 8;
    private static final double SAFE = 1.0 / 10;
    private static final MathContext DIGITS = new MathContext(2, RoundingMode.HALF_EVEN);

    /** How a test ended. */
    public enum Ending {
        /** Every rate was tried. */
        COMPLETED,
        DIVERGED,
        STOPPED
    }

    /**
     * One step.
     *
     * @param loss of its mini-batch, before the update
     */
    public record Point(double rate, double loss, double smoothed) {}

    public RangeTestResult {
        points = List.copyOf(points);
    }

    /** The largest rate to train at, to two digits; absent where the loss did not fall. */
    public OptionalDouble suggestion() {
        OptionalDouble steepest = steepest();
        if (steepest.isEmpty() || divergedAt.isEmpty()) {
            return steepest.isEmpty() ? steepest : OptionalDouble.of(rounded(steepest.getAsDouble()));
        }
        double end = divergedAt.getAsDouble();
        return OptionalDouble.of(rounded(
                proportional
                        ? Math.min(Math.max(steepest.getAsDouble(), end * LEAST_SHARE), end * LARGEST_SHARE)
                        : Math.sqrt(steepest.getAsDouble() * end * LEAST_SHARE)));
    }

    /** Where {@code one_cycle} may begin: a tenth of the suggestion. */
    public OptionalDouble safeStart() {
        OptionalDouble suggestion = suggestion();
        return suggestion.isEmpty() ? suggestion : OptionalDouble.of(rounded(suggestion.getAsDouble() * SAFE));
    }

    /** The rate at which the smoothed loss falls most steeply; absent where it did not fall. */
    public OptionalDouble steepest() {
        if (problem().isPresent()) {
            return OptionalDouble.empty();
        }
        int lowest = lowest();
        int steepest = SKIPPED;
        double slope = Double.POSITIVE_INFINITY;
        for (int i = SKIPPED; i <= lowest; i++) {
            Point before = points.get(i - REACH);
            Point after = points.get(Math.min(i + REACH, lowest));
            double at = (after.smoothed() - before.smoothed()) / StrictMath.log(after.rate() / before.rate());
            if (at < slope) {
                slope = at;
                steepest = i;
            }
        }
        return OptionalDouble.of(points.get(steepest).rate());
    }

    /** Why there is no suggestion, and the remedy, in one line. */
    public Optional<String> problem() {
        if (points.size() <= 2 * SKIPPED) {
            return Optional.of(
                    ending == Ending.STOPPED
                            ? "the test was stopped before it could tell"
                            : ending == Ending.DIVERGED
                                    ? "the loss diverged at the first rates: try a smaller --min, or scale the features"
                                    : "too few steps had rows that weigh something: look at data.weight");
        }
        double fall = points.get(SKIPPED).smoothed() - points.get(lowest()).smoothed();
        double least = LEAST_FALL * Math.abs(points.get(SKIPPED).smoothed());
        if (!(fall > Math.max(noise(), least))) {
            return Optional.of(
                    ending == Ending.STOPPED
                            ? "the test was stopped before the loss fell"
                            : ending == Ending.DIVERGED
                                    ? "the loss never fell: try a smaller --min, or look whether features and labels belong together"
                                    : "the loss never fell: try a larger --max, or look whether features and labels belong together");
        }
        return Optional.empty();
    }

    /** The index of the least smoothed loss after the first points. */
    private int lowest() {
        int lowest = SKIPPED;
        for (int i = SKIPPED; i < points.size(); i++) {
            if (points.get(i).smoothed() < points.get(lowest).smoothed()) {
                lowest = i;
            }
        }
        return lowest;
    }

    /**
     * How far losses lie from their smoothed values while rates are small. Smoothed values themselves scatter by less than a
     * quarter of it, so that a fall by more than this is none of the noise.
     */
    private double noise() {
        double squares = 0;
        for (int i = SKIPPED; i < 2 * SKIPPED; i++) {
            double difference = points.get(i).loss() - points.get(i).smoothed();
            squares += difference * difference;
        }
        return Math.sqrt(squares / SKIPPED);
    }

    private static double rounded(double rate) {
        return new BigDecimal(rate).round(DIGITS).doubleValue();
    }
}

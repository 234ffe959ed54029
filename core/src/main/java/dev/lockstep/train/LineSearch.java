package dev.lockstep.train;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleFunction;

/**
 * A line search for the strong Wolfe conditions.
 *
 * <pre>{@code
 * φ(α) ≤ φ(0) + c₁ α φ'(0)      |φ'(α)| ≤ c₂ |φ'(0)|      c₁ = 10⁻⁴, c₂ = 0.9
 * }</pre>
 *
 * <p>Algorithm 3.5 brackets a step: while the function still falls steeply, the next is the minimum of the cubic through the last
 * two, but 2 to 10 times the last. Algorithm 3.6 narrows the bracket by cubics, at least a tenth of it at a time. A loss that is
 * not finite counts as too high, and the next step is ten times nearer to the good end.
 *
 * <p>Near a minimum, the first condition asks for less than what rounding leaves of a difference of losses. There the step also
 * holds if the second one does and the losses are equal up to a float's rounding, the approximate condition of Hager and Zhang.
 *
 * @see <a href="https://doi.org/10.1007/978-0-387-40065-5">Nocedal and Wright, 2006, section 3.5</a>
 * @see <a href="https://doi.org/10.1137/030601880">Hager and Zhang, 2005, section 2</a>
 */
final class LineSearch {
    private static final double C1 = 1e-4;
    private static final double C2 = 0.9;
    private static final double LEAST_GROWTH = 2;
    private static final double MOST_GROWTH = 10;
    private static final double MARGIN = 0.1;
    /** Losses that differ by less than this share of themselves may be equal: they come from scores that are floats. */
    private static final double ROUNDING = 0x1p-24;
    /** A bracket in which the loss can fall by less than this share of itself is one point. */
    private static final double RESOLUTION = 1e-13;

    private final Trial start;
    private final DoubleFunction<Trial> at;
    private final int most;
    private final BooleanSupplier stopped;
    private int trials;

    /**
     * A search along a line on which the function falls at first.
     *
     * @param start the function at 0
     * @param at the function at a step
     * @param most trials, at least 1
     * @param stopped ends the search after the trial under way
     */
    LineSearch(Trial start, DoubleFunction<Trial> at, int most, BooleanSupplier stopped) {
        this.start = start;
        this.at = at;
        this.most = most;
        this.stopped = stopped;
    }

    /**
     * The step that meets both conditions; where the trials are over before that, the lowest found that meets the first; empty
     * if there is none.
     */
    Optional<Trial> from(double first) {
        Trial last = start;
        double alpha = first;
        while (goesOn()) {
            Trial trial = next(alpha);
            if (isFlat(trial) && isLevel(trial)) {
                return Optional.of(trial);
            }
            if (!descends(trial) || (trials > 1 && trial.loss() >= last.loss())) {
                return zoom(last, trial);
            }
            if (isFlat(trial)) {
                return Optional.of(trial);
            }
            if (trial.slope() >= 0) {
                return zoom(trial, last);
            }
            alpha = beyond(last, trial);
            last = trial;
        }
        return lower(last);
    }

    /** Narrows a bracket whose first end is the lowest so far that descends, and falls towards the other. */
    private Optional<Trial> zoom(Trial from, Trial to) {
        Trial low = from;
        Trial high = to;
        while (goesOn() && !isOnePoint(low, high)) {
            Trial trial = next(between(low, high));
            if (isFlat(trial) && isLevel(trial)) {
                return Optional.of(trial);
            }
            if (!descends(trial) || trial.loss() >= low.loss()) {
                high = trial;
            } else {
                if (isFlat(trial)) {
                    return Optional.of(trial);
                }
                if (trial.slope() * (high.alpha() - low.alpha()) >= 0) {
                    high = low;
                }
                low = trial;
            }
        }
        return lower(low);
    }

    private boolean goesOn() {
        return trials < most && !stopped.getAsBoolean();
    }

    private Trial next(double alpha) {
        trials++;
        return at.apply(alpha);
    }

    private static Optional<Trial> lower(Trial trial) {
        return trial.alpha() > 0 ? Optional.of(trial) : Optional.empty();
    }

    private boolean descends(Trial trial) {
        return trial.loss() <= start.loss() + C1 * trial.alpha() * start.slope();
    }

    private boolean isFlat(Trial trial) {
        return Math.abs(trial.slope()) <= C2 * Math.abs(start.slope());
    }

    private boolean isLevel(Trial trial) {
        return Math.abs(trial.loss() - start.loss()) <= ROUNDING * Math.abs(start.loss());
    }

    private static boolean isOnePoint(Trial low, Trial high) {
        return Math.abs((high.alpha() - low.alpha()) * low.slope()) <= RESOLUTION * Math.abs(low.loss());
    }

    private static double beyond(Trial last, Trial trial) {
        double minimum = cubicMinimum(last, trial);
        double least = LEAST_GROWTH * trial.alpha();
        double most = MOST_GROWTH * trial.alpha();
        // A cubic without a minimum ahead falls for ever.
        return minimum > trial.alpha() ? Math.min(Math.max(minimum, least), most) : most;
    }

    private static double between(Trial low, Trial high) {
        double width = high.alpha() - low.alpha();
        if (!Double.isFinite(high.loss())) {
            return low.alpha() + MARGIN * width;
        }
        double share = (cubicMinimum(low, high) - low.alpha()) / width;
        return low.alpha() + width * (Double.isNaN(share) ? 0.5 : Math.min(Math.max(share, MARGIN), 1 - MARGIN));
    }

    /** Where the cubic with the values and slopes of two points has its minimum; NaN if it has none. */
    private static double cubicMinimum(Trial a, Trial b) {
        double d1 = a.slope() + b.slope() - 3 * (a.loss() - b.loss()) / (a.alpha() - b.alpha());
        double d2 = Math.signum(b.alpha() - a.alpha()) * Math.sqrt(d1 * d1 - a.slope() * b.slope());
        return b.alpha() - (b.alpha() - a.alpha()) * (b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2);
    }
}

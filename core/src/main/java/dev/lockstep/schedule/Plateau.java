package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import java.util.OptionalDouble;

/**
 * Lowers the rate when what is monitored stops getting better: a multiplier beside any schedule, driven by evaluations.
 *
 * <p>At each of them, in this order:
 *
 * <pre>{@code
 * if c > 0:                             c ← c − 1, w ← 0
 * if the value is better by more than δ: best ← value, w ← 0
 * else if c = 0:                        w ← w + 1
 *     if w ≥ patience and η > η₋:       multiplier ← multiplier · f, c ← cooldown, w ← 0
 * η(t) = max(scheduled(t) · multiplier, min(scheduled(t), η₋))
 * }</pre>
 *
 * <p>As Keras's {@code ReduceLROnPlateau}, which is no company for a schedule: the evaluation that ends a cooldown already counts, and
 * the rate falls at {@code w ≥ patience}, where PyTorch waits for {@code w > patience}: its 5 is 6 here. What is not finite is
 * never better.
 *
 * @param factor {@code f}, in (0, 1)
 * @param patience how many evaluations in a row may fail to be better, at least 1: the rate falls at the last of them
 * @param cooldown how many evaluations after that are not counted, at least 0
 * @param minLearningRate {@code η₋}, below which it is not lowered, at least 0; the schedule itself may be
 */
public record Plateau(double factor, int patience, int cooldown, Threshold threshold, double minLearningRate) {
    /** Keras's values. */
    public static final Plateau DEFAULT = new Plateau(0.1, 10, 0, Threshold.DEFAULT, 0);

    /**
     * By how much a value must be better than the best.
     *
     * @param minDelta {@code δ}, at least 0
     * @param relative whether that is a share of the best value's size, as PyTorch has it, but right for negative ones too
     */
    public record Threshold(double minDelta, boolean relative) {
        /** Keras's value. */
        public static final Threshold DEFAULT = new Threshold(1e-4, false);

        public Threshold {
            Checks.notNegative("min_delta", minDelta);
        }

        private boolean isBetter(double value, OptionalDouble best, boolean higherIsBetter) {
            if (best.isEmpty() || !Double.isFinite(value)) {
                return Double.isFinite(value);
            }
            double delta = relative ? minDelta * Math.abs(best.getAsDouble()) : minDelta;
            return higherIsBetter ? value > best.getAsDouble() + delta : value < best.getAsDouble() - delta;
        }
    }

    public Plateau {
        Checks.require(factor > 0 && factor < 1, "factor", "in (0, 1)", factor);
        Checks.atLeast("patience", patience, 1);
        Checks.atLeast("cooldown", cooldown, 0);
        Checks.notNegative("min_learning_rate", minLearningRate);
    }

    /**
     * The state after an evaluation.
     *
     * @param value what is monitored
     * @param learningRate of the last step, as {@link #rate} has it
     */
    public PlateauState next(PlateauState state, double value, boolean higherIsBetter, double learningRate) {
        boolean cooling = state.cooldown() > 0;
        int left = cooling ? state.cooldown() - 1 : 0;
        int waited = cooling ? 0 : state.waited();
        if (threshold.isBetter(value, state.best(), higherIsBetter)) {
            return new PlateauState(state.multiplier(), OptionalDouble.of(value), 0, left);
        }
        if (left > 0) {
            return new PlateauState(state.multiplier(), state.best(), waited, left);
        }
        return waited + 1 >= patience && learningRate > minLearningRate
                ? new PlateauState(state.multiplier() * factor, state.best(), 0, cooldown)
                : new PlateauState(state.multiplier(), state.best(), Math.min(waited + 1, patience), 0);
    }

    /** The rate of a step, of that of the schedule. */
    public double rate(double scheduled, PlateauState state) {
        return Math.max(scheduled * state.multiplier(), Math.min(scheduled, minLearningRate));
    }
}

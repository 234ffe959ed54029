package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * PyTorch's {@code OneCycleLR}: up, and then down to a tiny rate, at once or past the first one.
 *
 * <pre>{@code
 * two phases:    η₀ at 0  →  η₁ at pN − 1  →  η₂ at N − 1
 * three phases:  η₀ at 0  →  η₁ at pN − 1  →  η₀ at 2pN − 2  →  η₂ at N − 1
 * }</pre>
 *
 * <p>Phases end at fractions of steps, as in PyTorch, so that the highest rate may fall between two; past the end, where PyTorch
 * raises an error, the last rate stays.
 *
 * @param maxLearningRate {@code η₁}, positive
 * @param learningRate {@code η₀}, positive and at most {@code η₁}
 * @param lastLearningRate {@code η₂}, at least 0 and at most {@code η₀}
 * @param range of the momentum, if that cycles
 */
public record TorchOneCycle(
        double maxLearningRate,
        double learningRate,
        double lastLearningRate,
        Phases phases,
        Optional<MomentumRange> range)
        implements LearningRateSchedule {
    /** PyTorch's {@code div_factor}: what the highest rate is of the first one. */
    public static final double DIV_FACTOR = 25;

    /** PyTorch's {@code final_div_factor}: what the first rate is of the last one. */
    public static final double FINAL_DIV_FACTOR = 1e4;

    /** PyTorch's {@code pct_start}. */
    public static final double PCT_START = 0.3;

    /**
     * How long it rises and falls, and how.
     *
     * @param total {@code N}, at least 1
     * @param start {@code p}, the share of it in which the rate rises, in (0, 1), with three phases in (0, 0.5]
     * @param three whether the rate falls in two phases
     * @param curve of every phase: cosine or linear
     */
    public record Phases(long total, double start, boolean three, Curve curve) {
        public Phases {
            Checks.atLeast("total_steps", total, 1);
            Checks.require(start > 0 && start < 1, "pct_start", "in (0, 1)", start);
            Checks.require(!three || start <= 0.5, "pct_start", "at most 0.5 with three_phase: true", start);
        }

        private double up() {
            return start * total - 1;
        }

        private double back() {
            return three ? 2 * start * total - 2 : up();
        }

        private double end() {
            return total - 1.0;
        }

        /** The value of something that goes from its first to its highest, back to its first, and on to its last value. */
        private double at(long step, double first, double highest, double last) {
            if (step <= up()) {
                return between(first, highest, 0, up(), step);
            }
            return step <= back()
                    ? between(highest, first, up(), back(), step)
                    : between(three ? first : highest, last, back(), end(), step);
        }

        private double between(double from, double to, double begin, double end, long step) {
            double share = end > begin ? (step - begin) / (end - begin) : 1;
            return curve.between(from, to, Math.min(1, share));
        }
    }

    public TorchOneCycle {
        Checks.positive("max_learning_rate", maxLearningRate);
        Checks.positive("learning_rate", learningRate);
        Checks.notNegative("last_learning_rate", lastLearningRate);
        OneCycle.checkOrder(maxLearningRate, learningRate, lastLearningRate);
        Checks.require(phases.curve != Curve.SQRT, "anneal_strategy", "cosine or linear", phases.curve);
    }

    static TorchOneCycle of(Settings settings, Run run) {
        settings.refuse("write learning_rate, max_learning_rate divided by it", "div_factor");
        settings.refuse("write last_learning_rate, learning_rate divided by it", "final_div_factor");
        double max = settings.requiredNumber("max_learning_rate");
        double first = settings.optionalNumber("learning_rate").orElse(max / DIV_FACTOR);
        return new TorchOneCycle(
                max,
                first,
                settings.optionalNumber("last_learning_rate").orElse(first / FINAL_DIV_FACTOR),
                new Phases(
                        OneCycle.total(settings, run),
                        settings.number("pct_start", PCT_START),
                        settings.flag("three_phase", false),
                        Curve.of(settings, "anneal_strategy", Curve.COSINE, Curve.LINEAR)),
                MomentumRange.ofOneCycle(settings));
    }

    @Override
    public double at(long step) {
        return phases.at(step, learningRate, maxLearningRate, lastLearningRate);
    }

    @Override
    public OptionalDouble momentum(long step) {
        return range.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(phases.at(
                        step, range.get().max(), range.get().base(), range.get().max()));
    }

    @Override
    public OptionalDouble largestMomentum() {
        return MomentumRange.largest(range);
    }

    @Override
    public Optional<Need> need() {
        return Optional.of(new Need("total_steps", phases.total));
    }
}

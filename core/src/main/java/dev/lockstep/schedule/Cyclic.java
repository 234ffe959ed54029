package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rate that goes up and down between two, for ever.
 *
 * <pre>{@code
 * η(t) = η₀ + (η₁ − η₀) w d
 * w      rises from 0 to 1 in u steps, and falls back in v
 * d = 1 (triangular), 2⁻ⁱ in the i-th cycle from 0 (triangular2), γᵗ (exp_range)
 * }</pre>
 *
 * <p>As PyTorch's {@code CyclicLR}; that of TensorFlow Addons has {@code u = v}, and Keras itself has none. The momentum, if it
 * cycles, is {@code max − (max − base) w d}, as in PyTorch.
 *
 * @param learningRate {@code η₀}, positive
 * @param maxLearningRate {@code η₁}, above it
 * @see <a href="https://arxiv.org/abs/1506.01186">Smith, 2017</a>
 */
public record Cyclic(
        double learningRate, double maxLearningRate, Sides sides, Shrinking shrinking, Optional<MomentumRange> range)
        implements LearningRateSchedule {
    /**
     * The steps of a cycle.
     *
     * @param up {@code u}, at least 1
     * @param down {@code v}, at least 1
     */
    public record Sides(long up, long down) {
        public Sides {
            Checks.atLeast("step_size", up, 1);
            Checks.atLeast("step_size_down", down, 1);
            Checks.require(up <= Long.MAX_VALUE - down, "step_size", "shorter", up);
        }

        private double height(long step) {
            long within = step % (up + down);
            return within <= up ? (double) within / up : (double) (up + down - within) / down;
        }
    }

    /**
     * How the peaks sink.
     *
     * @param perCycle by which factor from one cycle to the next
     * @param perStep {@code γ}, by which factor from one step to the next
     */
    public record Shrinking(double perCycle, double perStep) {
        /** They do not. */
        public static final Shrinking NONE = new Shrinking(1, 1);

        /** Each is half as high as the one before. */
        public static final Shrinking HALVES = new Shrinking(0.5, 1);

        public Shrinking {
            Checks.require(perCycle > 0 && perCycle <= 1, "factor of a cycle", "in (0, 1]", perCycle);
            Checks.require(perStep > 0 && perStep <= 1, "gamma", "in (0, 1]", perStep);
        }

        static Shrinking of(Settings settings) {
            String mode = settings.text("mode", "triangular");
            if (mode.equals("exp_range")) {
                return new Shrinking(1, settings.requiredNumber("gamma"));
            }
            settings.refuse("it belongs to mode: exp_range", "gamma");
            return switch (mode) {
                case "triangular" -> NONE;
                case "triangular2" -> HALVES;
                default ->
                    throw new IllegalArgumentException(
                            "mode must be triangular, triangular2 or exp_range, but was " + mode);
            };
        }

        private double at(long step, Sides sides) {
            long cycle = step / (sides.up + sides.down);
            return StrictMath.pow(perCycle, (double) cycle) * StrictMath.pow(perStep, (double) step);
        }
    }

    public Cyclic {
        Checks.positive("learning_rate", learningRate);
        Checks.positive("max_learning_rate", maxLearningRate);
        Checks.require(
                learningRate < maxLearningRate,
                "max_learning_rate",
                "above learning_rate, " + learningRate,
                maxLearningRate);
    }

    static Cyclic of(Settings settings) {
        long up = settings.requiredWholeNumber("step_size");
        return new Cyclic(
                settings.requiredNumber("learning_rate"),
                settings.requiredNumber("max_learning_rate"),
                new Sides(up, settings.optionalWholeNumber("step_size_down").orElse(up)),
                Shrinking.of(settings),
                MomentumRange.ofCyclic(settings));
    }

    @Override
    public double at(long step) {
        return Curve.LINEAR.between(learningRate, maxLearningRate, height(step));
    }

    @Override
    public OptionalDouble momentum(long step) {
        return range.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Curve.LINEAR.between(range.get().max(), range.get().base(), height(step)));
    }

    @Override
    public OptionalDouble largestMomentum() {
        return MomentumRange.largest(range);
    }

    private double height(long step) {
        return sides.height(step) * shrinking.at(step, sides);
    }
}

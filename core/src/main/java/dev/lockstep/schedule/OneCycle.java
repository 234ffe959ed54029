package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The textbook's 1cycle: a rate that rises along a line for half of the run, falls back for as long, and then drops by orders of
 * magnitude in the last stretch. The momentum falls while the rate rises, rises while it falls, and then stays.
 *
 * <pre>{@code
 * h = ⌊(N − l) / 2⌋
 * η₀ at 0  →  η₁ at h  →  η₀ at 2h  →  η₂ at N, in straight lines
 * }</pre>
 *
 * <p>The step before the last of the run is {@code N − 1}, so that {@code η₂} is where it would get to. PyTorch's phases are
 * {@link TorchOneCycle}; Keras has none.
 *
 * @param maxLearningRate {@code η₁}, positive
 * @param learningRate {@code η₀}, positive and at most {@code η₁}
 * @param lastLearningRate {@code η₂}, at least 0 and at most {@code η₀}
 * @param range of the momentum, if that cycles
 * @see <a href="https://arxiv.org/abs/1803.09820">Smith, 2018</a>
 */
public record OneCycle(
        double maxLearningRate,
        double learningRate,
        double lastLearningRate,
        Stretch stretch,
        Optional<MomentumRange> range)
        implements LearningRateSchedule {
    /** What the highest rate is of the first one, where only one is given. */
    public static final double PEAK = 10;

    /** What the first rate is of the last one, where that is not given. */
    public static final double DROP = 1000;

    /**
     * Its steps.
     *
     * @param total {@code N}, at least 1
     * @param last {@code l}, those of the last stretch, in [1, N]; one more if the rest is odd
     */
    public record Stretch(long total, long last) {
        public Stretch {
            Checks.atLeast("total_steps", total, 1);
            Checks.atLeast("last_steps", last, 1);
            if (last > total) {
                throw new IllegalArgumentException("last_steps must be part of total_steps, and is longer");
            }
        }

        /** With the textbook's last stretch of a tenth, rounded down, and one more. */
        public static Stretch of(long total) {
            return new Stretch(total, total / 10 + 1);
        }

        private long half() {
            return (total - last) / 2;
        }
    }

    public OneCycle {
        Checks.positive("max_learning_rate", maxLearningRate);
        Checks.positive("learning_rate", learningRate);
        Checks.notNegative("last_learning_rate", lastLearningRate);
        checkOrder(maxLearningRate, learningRate, lastLearningRate);
    }

    static void checkOrder(double max, double first, double last) {
        Checks.require(first <= max, "learning_rate", "at most max_learning_rate, " + max, first);
        Checks.require(last <= first, "last_learning_rate", "at most learning_rate, " + first, last);
    }

    static OneCycle of(Settings settings, Run run) {
        double max = settings.requiredNumber("max_learning_rate");
        double first = settings.optionalNumber("learning_rate").orElse(max / PEAK);
        Stretch whole = Stretch.of(total(settings, run));
        return new OneCycle(
                max,
                first,
                settings.optionalNumber("last_learning_rate").orElse(first / DROP),
                new Stretch(
                        whole.total, settings.optionalWholeNumber("last_steps").orElse(whole.last)),
                MomentumRange.ofOneCycle(settings));
    }

    /** The steps that were given, or those of the run. */
    static long total(Settings settings, Run run) {
        Optional<Long> given = settings.optionalWholeNumber("total_steps");
        long total = given.isPresent() || run.updates().isEmpty()
                ? settings.requiredWholeNumber("total_steps")
                : run.updates().getAsLong();
        Checks.atLeast("total_steps", total, 1);
        return total;
    }

    @Override
    public double at(long step) {
        long half = stretch.half();
        if (step < half) {
            return Curve.LINEAR.between(learningRate, maxLearningRate, (double) step / half);
        }
        if (step < 2 * half) {
            return Curve.LINEAR.between(maxLearningRate, learningRate, (double) (step - half) / half);
        }
        double share = (double) (step - 2 * half) / (stretch.total - 2 * half);
        return Curve.LINEAR.between(learningRate, lastLearningRate, Math.min(1, share));
    }

    @Override
    public OptionalDouble momentum(long step) {
        if (range.isEmpty()) {
            return OptionalDouble.empty();
        }
        double half = stretch.half();
        double height = step >= 2 * half ? 0 : 1 - Math.abs(step - half) / half;
        return OptionalDouble.of(
                Curve.LINEAR.between(range.get().max(), range.get().base(), height));
    }

    @Override
    public OptionalDouble largestMomentum() {
        return MomentumRange.largest(range);
    }

    @Override
    public Optional<Need> need() {
        return Optional.of(new Need("total_steps", stretch.total));
    }
}

package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Optional;

/**
 * One rate after the other, each until its boundary.
 *
 * <pre>{@code
 * η(t) = v₀ if t ≤ b₁, v₁ if b₁ < t ≤ b₂, …
 * }</pre>
 *
 * <p>The step at a boundary has the old value, as in Keras's {@code PiecewiseConstantDecay}; PyTorch's {@code MultiStepLR} and
 * Optax's {@code piecewise_constant_schedule} have the new one there. In settings, the values may be given as factors of one
 * rate, as those two have them.
 *
 * @param boundaries {@code b₁ < b₂ < …}, at least 1 and one of them
 * @param values {@code v₀, v₁, …}, one more, at least 0
 */
public record Piecewise(List<Long> boundaries, List<Double> values) implements LearningRateSchedule {
    public Piecewise {
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        checkGrowing(boundaries);
        Checks.require(
                values.size() == boundaries.size() + 1, "values", "one more than there are boundaries", values.size());
        values.forEach(value -> Checks.notNegative("every one of values", value));
    }

    static Piecewise of(Settings settings) {
        List<Long> boundaries = settings.requiredWholeNumbers("boundaries");
        Optional<Double> rate = settings.optionalNumber("learning_rate");
        if (rate.isEmpty()) {
            settings.refuse("write values, or the learning_rate that it multiplies", "factors");
            return new Piecewise(boundaries, settings.requiredNumbers("values"));
        }
        settings.refuse("beside learning_rate write factors, which multiply it", "values");
        return new Piecewise(
                boundaries, products(rate.get(), settings.requiredNumbers("factors"), boundaries.size() + 1));
    }

    private static List<Double> products(double rate, List<Double> factors, int size) {
        Checks.positive("learning_rate", rate);
        Checks.require(factors.size() == size, "factors", "one more than there are boundaries", factors.size());
        factors.forEach(factor -> Checks.notNegative("every one of factors", factor));
        return factors.stream().map(factor -> rate * factor).toList();
    }

    /** Without the numbers in the message: the user may have written epochs. */
    static void checkGrowing(List<Long> boundaries) {
        long last = 0;
        for (long boundary : boundaries) {
            if (boundary <= last) {
                throw new IllegalArgumentException("boundaries must be positive, each after the one before");
            }
            last = boundary;
        }
        if (boundaries.isEmpty()) {
            throw new IllegalArgumentException("boundaries must be one or more");
        }
    }

    @Override
    public double at(long step) {
        int i = 0;
        while (i < boundaries.size() && step > boundaries.get(i)) {
            i++;
        }
        return values.get(i);
    }
}

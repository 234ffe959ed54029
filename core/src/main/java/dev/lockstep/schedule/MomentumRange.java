package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where the momentum goes while a rate cycles: from the highest down to the lowest as the rate rises, and back as it falls.
 *
 * @param base the lowest, in [0, 1)
 * @param max the highest, in [base, 1)
 */
public record MomentumRange(double base, double max) {
    /** Smith's values, which PyTorch's {@code OneCycleLR} and the textbook have, too. */
    public static final MomentumRange DEFAULT = new MomentumRange(0.85, 0.95);

    private static final String BASE = "base_momentum";
    private static final String MAX = "max_momentum";

    public MomentumRange {
        Checks.decay(BASE, base);
        Checks.decay(MAX, max);
        Checks.require(base <= max, BASE, "at most max_momentum, " + max, base);
    }

    /** The highest of a range, if there is one. */
    static OptionalDouble largest(Optional<MomentumRange> range) {
        return range.map(MomentumRange::max).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    /** The range that a schedule has unless {@code cycle_momentum} is false. */
    static Optional<MomentumRange> ofOneCycle(Settings settings) {
        if (settings.flag("cycle_momentum", true)) {
            return Optional.of(
                    new MomentumRange(settings.number(BASE, DEFAULT.base), settings.number(MAX, DEFAULT.max)));
        }
        settings.refuse("it belongs to cycle_momentum: true", BASE, MAX);
        return Optional.empty();
    }

    /** The range of a schedule that has none unless both ends are given. */
    static Optional<MomentumRange> ofCyclic(Settings settings) {
        Optional<Double> base = settings.optionalNumber(BASE);
        Optional<Double> max = settings.optionalNumber(MAX);
        return base.isEmpty() && max.isEmpty()
                ? Optional.empty()
                : Optional.of(new MomentumRange(settings.requiredNumber(BASE), settings.requiredNumber(MAX)));
    }
}

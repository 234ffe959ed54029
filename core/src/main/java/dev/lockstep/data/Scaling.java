package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * A fitted scale: x becomes (x − shift) · factor, in double, rounded to float once.
 *
 * @param shift one for all features of the column, or one for each
 * @param factor as many
 */
public record Scaling(List<Double> shift, List<Double> factor) implements Serializable {
    /** What leaves numbers as they are. */
    public static final Scaling NONE = uniform(0, 1);

    public Scaling {
        shift = List.copyOf(shift);
        factor = List.copyOf(factor);
        Checks.require(shift.size() == factor.size(), "number of factors", "" + shift.size(), factor.size());
    }

    /** The same for all features of a column. */
    public static Scaling uniform(double shift, double factor) {
        return new Scaling(List.of(shift), List.of(factor));
    }

    /** Whether 0 stays 0. */
    boolean keepsZeros() {
        return shift.stream().allMatch(s -> s == 0);
    }

    double shift(int feature) {
        return shift.get(shift.size() == 1 ? 0 : feature);
    }

    double factor(int feature) {
        return factor.get(factor.size() == 1 ? 0 : feature);
    }

    float apply(int feature, double x) {
        return (float) ((x - shift(feature)) * factor(feature));
    }
}

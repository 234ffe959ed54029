package dev.lockstep.data;

import java.io.Serializable;
import java.util.List;

/**
 * What a missing value of a column becomes.
 *
 * @param rule the rule that was fitted
 * @param feature whether the column has a further feature, its last, that is 1 where the value is missing; never for
 *     {@code HASH} and {@code INDEX}
 * @param fill the number in its place, before scaling: one for all features of the column, or one for each
 */
public record MissingPlan(Missing rule, boolean feature, List<Double> fill) implements Serializable {
    public MissingPlan {
        fill = List.copyOf(fill);
    }

    double fill(int feature) {
        return fill.get(fill.size() == 1 ? 0 : feature);
    }

    /** Whether a missing category is a category of its own. */
    boolean isCategory() {
        return rule == Missing.MEAN || rule == Missing.INDICATOR;
    }
}

package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be done with the columns of the training data.
 *
 * @param weight the column of row weights; empty: each row weighs 1
 * @param features the columns that become features, in this order
 */
public record PreparationRules(LabelRule label, String weight, List<ColumnRule> features) implements Serializable {
    public PreparationRules {
        features = List.copyOf(features);
        Set<String> names = new HashSet<>();
        for (ColumnRule feature : features) {
            Checks.require(names.add(feature.name()), "features", "different columns", feature.name() + " twice");
        }
        Checks.require(!names.contains(weight), "weight " + weight, "no feature", "a feature too");
        Checks.require(!names.contains(label.column()), "label " + label.column(), "no feature", "a feature too");
    }
}

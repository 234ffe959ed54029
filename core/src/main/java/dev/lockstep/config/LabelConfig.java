package dev.lockstep.config;

import dev.lockstep.data.Scale;
import dev.lockstep.numeric.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The column to predict.
 *
 * @param values the classes in order, each with its spellings, of which the first is its name; empty: those found, sorted
 * @param scale of a numeric label: none or standard
 */
public record LabelConfig(String column, List<List<String>> values, Scale scale) {
    public LabelConfig {
        values = values.stream().map(List::copyOf).toList();
        Checks.require(!column.isBlank(), "column", "given", column);
        Checks.require(values.size() != 1, "values", "two or more", values);
        Set<String> spellings = new HashSet<>();
        for (List<String> value : values) {
            Checks.require(!value.isEmpty(), "values", "spelled in at least one way each", values);
            value.forEach(spelling -> Checks.require(spellings.add(spelling), "values", "different", spelling));
        }
        Checks.require(
                scale instanceof Scale.None || (scale instanceof Scale.Standard && values.isEmpty()),
                "scale",
                "none, or standard for a number",
                scale);
    }

    /** A column whose classes, if it has any, are found in the data. */
    public static LabelConfig of(String column) {
        return new LabelConfig(column, List.of(), new Scale.None());
    }

    /** The names of the classes: the first spelling of each. */
    public List<String> names() {
        return values.stream().map(value -> value.get(0)).toList();
    }
}

package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the label is to be read.
 *
 * @param column its column
 * @param kind what it is
 * @param classes each class's spellings, in the order of the classes, the first of them its name; empty: those found
 * @param scale of a number: {@code None} or {@code Standard}
 */
public record LabelRule(String column, Target.Kind kind, List<List<String>> classes, Scale scale)
        implements Serializable {
    public LabelRule {
        classes = classes.stream().map(List::copyOf).toList();
        boolean scaled = scale instanceof Scale.Standard;
        Checks.require(scaled || scale instanceof Scale.None, "scale of the label", "none or standard", scale);
        Checks.require(!scaled || kind == Target.Kind.NUMBER, "label with a scale", "a number", kind);
        Checks.require(classes.isEmpty() || kind == Target.Kind.CLASSES, "label with values", "a class", kind);
        Checks.require(classes.size() != 1, "values of the label", "two or more", classes);
        Set<String> seen = new HashSet<>();
        for (List<String> spellings : classes) {
            Checks.require(!spellings.isEmpty(), "spellings of a class", "at least one", spellings);
            for (String spelling : spellings) {
                Checks.require(seen.add(spelling), "values of the label", "different", spelling + " twice");
            }
        }
    }
}

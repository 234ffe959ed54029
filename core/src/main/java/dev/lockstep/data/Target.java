package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * What a model predicts.
 *
 * @param kind a number, a class, or a count
 * @param classes the names of the classes, in the order of their indices; empty unless {@code kind} is {@code CLASSES}
 * @param shift subtracted from numeric labels before training; 0 unless the label is scaled
 * @param scale what numeric labels were divided by after that; 1 unless the label is scaled
 */
public record Target(Kind kind, List<String> classes, double shift, double scale) implements Serializable {
    /** What a label is. */
    public enum Kind {
        NUMBER,
        CLASSES,
        COUNT
    }

    public Target {
        classes = List.copyOf(classes);
        Checks.finite("shift of the label", shift);
        Checks.positive("scale of the label", scale);
        Checks.require(
                kind == Kind.CLASSES ? classes.size() >= 2 : classes.isEmpty(),
                "classes",
                "given for classes only",
                classes);
        Checks.require(kind == Kind.NUMBER || (shift == 0 && scale == 1), "scaled label", "a number", kind);
    }

    /** An unscaled number. */
    public static Target number() {
        return new Target(Kind.NUMBER, List.of(), 0, 1);
    }

    public static Target classes(List<String> names) {
        return new Target(Kind.CLASSES, names, 0, 1);
    }

    /** A non-negative count or rate. */
    public static Target count() {
        return new Target(Kind.COUNT, List.of(), 0, 1);
    }

    /** A label or prediction in the units of the data, undoing the scaling. */
    public double original(double value) {
        return value * scale + shift;
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Target;
import java.util.Locale;

/**
 * The harmonic mean of precision and recall, for each class {@code c}, averaged over classes.
 *
 * <pre>{@code
 * F1(c) = 2 · hits(c) / (actual(c) + predicted(c))
 * }</pre>
 *
 * <p>As scikit-learn: classes that are neither there nor predicted are left out. NaN where nothing is left. Results call it
 * {@code f1}, or by an average that was asked for: {@code f1_macro}.
 *
 * @param average over which classes, and how
 */
public record F1(Average average) implements Metric {
    /** Of two classes the second, of more their mean. */
    public static final F1 DEFAULT = new F1(Average.AUTO);

    /** How classes are averaged. */
    public enum Average {
        /** {@link #BINARY} for two classes, {@link #MACRO} for more. */
        AUTO,
        /** The second of two classes alone. */
        BINARY,
        /** The mean over classes. */
        MACRO,
        /** From the sums over classes: with one class a row, this is the accuracy. */
        MICRO,
        /** The mean over classes, each by the weight of its rows. */
        WEIGHTED
    }

    @Override
    public String name() {
        return average == Average.AUTO ? "f1" : "f1_" + average.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void check(Target target) {
        Labels.requireClasses("f1", target);
        if (average == Average.BINARY && target.classes().size() != 2) {
            throw Labels.misfit(
                    "metric f1 with average binary", "2 classes", target, "average macro, micro or weighted");
        }
    }

    @Override
    public MetricSum newSum() {
        return new ConfusionSum(average);
    }
}

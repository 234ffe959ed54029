package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Checks;

/**
 * The weighted share of rows whose right class is among the k likeliest; of equals, the first come first. Results name it after
 * its k, {@code top_3}, so that a run can have several; Keras calls each {@code top_k_categorical_accuracy} unless told
 * otherwise.
 *
 * @param k how many classes may be named; at least 1, and fewer than there are
 */
public record TopK(int k) implements Metric {
    /** Keras's value. */
    public static final TopK DEFAULT = new TopK(5);

    public TopK {
        Checks.atLeast("k", k, 1);
    }

    @Override
    public String name() {
        return "top_" + k;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void check(Target target) {
        Labels.requireClasses("top_k", target);
        int classes = target.classes().size();
        if (k >= classes) {
            throw new IllegalArgumentException("metric top_k with k " + k + " is always 1, since there are " + classes
                    + " classes: use accuracy or a smaller k");
        }
    }

    @Override
    public MetricSum newSum() {
        return new MeanSum(MeanSum.Of.HIT, k);
    }
}

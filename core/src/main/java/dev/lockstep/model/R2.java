package dev.lockstep.model;

import dev.lockstep.data.Target;

/**
 * The coefficient of determination: the share of the variance of the labels that the predictions explain.
 *
 * <pre>{@code
 * R² = 1 − Σ w (y − ŷ)² / Σ w (y − ȳ)²
 * }</pre>
 *
 * <p>NaN where all labels are equal; scikit-learn gives 0 or 1 there.
 */
public record R2() implements Metric {
    @Override
    public String name() {
        return "r2";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void check(Target target) {
        Labels.requireNumber(name(), target);
    }

    @Override
    public MetricSum newSum() {
        return new VarianceSum();
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Target;

/**
 * The area under the steps of the precision-recall curve of the second class.
 *
 * <pre>{@code
 * AP = Σₙ (Rₙ − Rₙ₋₁) Pₙ             over the distinct scores as thresholds, from the highest
 * }</pre>
 *
 * <p>As scikit-learn: not interpolated, unlike Keras's {@code AUC(curve="PR")}. Exact, with ties and weights. Keeps every
 * distinct score: 12 bytes each. NaN where the second class has no rows.
 */
public record AveragePrecision() implements Metric {
    @Override
    public String name() {
        return "average_precision";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void check(Target target) {
        Labels.requireTwoClasses(name(), target);
    }

    @Override
    public MetricSum newSum() {
        return new RankedSum(RankedSum.Area.PRECISION_RECALL);
    }
}

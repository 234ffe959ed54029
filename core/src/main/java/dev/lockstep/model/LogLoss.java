package dev.lockstep.model;

import dev.lockstep.data.Target;

/**
 * The weighted mean of {@code −log p} of the right class, without label smoothing.
 *
 * <p>A {@code p} below 2⁻¹⁰²² counts as that, so that one row cannot make it infinite; scikit-learn cuts at 2⁻⁵².
 */
public record LogLoss() implements Metric {
    @Override
    public String name() {
        return "log_loss";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public void check(Target target) {
        Labels.requireClasses(name(), target);
    }

    @Override
    public MetricSum newSum() {
        return new MeanSum(MeanSum.Of.LOG_LOSS);
    }
}

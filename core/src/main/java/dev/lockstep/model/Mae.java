package dev.lockstep.model;

import dev.lockstep.data.Target;

/** The weighted mean absolute error, in the units of the data. */
public record Mae() implements Metric {
    @Override
    public String name() {
        return "mae";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public void check(Target target) {
        Labels.requireNumber(name(), target);
    }

    @Override
    public MetricSum newSum() {
        return new MeanSum(MeanSum.Of.ABSOLUTE_ERROR);
    }
}

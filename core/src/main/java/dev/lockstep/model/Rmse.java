package dev.lockstep.model;

import dev.lockstep.data.Target;

/** The root of the weighted mean squared error, in the units of the data. */
public record Rmse() implements Metric {
    @Override
    public String name() {
        return "rmse";
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
        return new MeanSum(MeanSum.Of.SQUARED_ERROR);
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Target;

/** The weighted share of rows whose likeliest class, the first of equals, is the right one. */
public record Accuracy() implements Metric {
    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void check(Target target) {
        Labels.requireClasses(name(), target);
    }

    @Override
    public MetricSum newSum() {
        return new MeanSum(MeanSum.Of.HIT);
    }
}

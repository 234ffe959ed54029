package dev.lockstep.data;

import dev.lockstep.numeric.ExactMoments;
import java.util.List;
import java.util.Optional;

/** What the training rows say about a column of numbers. */
final class NumberFit implements ColumnFit {
    private static final long serialVersionUID = 1;

    private final String name;
    private final int column;
    private final Missing missingRule;
    private final ScaleKind scale;
    private final double factor;
    private final boolean summed;
    private final ExactMoments moments;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long missing;
    private long zeros;

    private transient boolean isMissing;
    private transient double value;

    NumberFit(ColumnRule rule, int column) {
        this.name = rule.name();
        this.column = column;
        this.missingRule = rule.missing();
        this.scale = ScaleKind.of(rule.scale());
        this.factor = ScaleKind.factor(rule.scale());
        boolean filled = missingRule == Missing.MEAN || missingRule == Missing.INDICATOR;
        this.summed = filled || scale == ScaleKind.STANDARD;
        this.moments = new ExactMoments(scale == ScaleKind.STANDARD);
    }

    @Override
    public void read(RawRow row) {
        isMissing = row.isMissing(column);
        if (isMissing) {
            if (missingRule == Missing.FAIL) {
                throw Cells.missing(name);
            }
            return;
        }
        value = Cells.number(row, column, name);
        if (Math.abs(value * factor) > Float.MAX_VALUE) {
            throw Cells.tooLarge(name, value);
        }
    }

    @Override
    public void add() {
        if (isMissing) {
            missing++;
            return;
        }
        if (value == 0) {
            zeros++;
        }
        if (summed) {
            moments.add(value);
        }
        if (scale == ScaleKind.MIN_MAX) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    @Override
    public void merge(ColumnFit other) {
        NumberFit fit = (NumberFit) other;
        moments.merge(fit.moments);
        min = Math.min(min, fit.min);
        max = Math.max(max, fit.max);
        missing += fit.missing;
        zeros += fit.zeros;
    }

    @Override
    public Optional<ColumnDoubt> doubt(long rows) {
        return ColumnFit.empty(name, missing, rows);
    }

    @Override
    public ColumnPlan finish(long rows) {
        long present = rows - missing;
        boolean indicator = missingRule == Missing.INDICATOR && missing > 0;
        boolean filled = missingRule == Missing.MEAN || missingRule == Missing.INDICATOR;
        double fill = filled ? moments.mean(present) : 0;
        MissingPlan missingPlan = new MissingPlan(missingRule, indicator, List.of(fill));
        return new ColumnPlan(name, RawColumn.Type.NUMBER, Form.NUMBER, 1, List.of(), scaling(present), missingPlan);
    }

    private Scaling scaling(long present) {
        return switch (scale) {
            case NONE -> Scaling.NONE;
            case DIVIDE -> Scaling.uniform(0, factor);
            case STANDARD ->
                Scaling.uniform(moments.mean(present), ScaleKind.inverse(moments.standardDeviation(present)));
            case MIN_MAX -> present == 0 ? Scaling.NONE : Scaling.uniform(min, ScaleKind.inverse(max - min));
        };
    }

    @Override
    public long entries(ColumnPlan plan, long rows) {
        long present = rows - missing;
        boolean fillIsZero = plan.scaling().apply(0, plan.missing().fill(0)) == 0;
        return present
                - (plan.scaling().keepsZeros() ? zeros : 0)
                + (fillIsZero ? 0 : missing)
                + (plan.missing().feature() ? missing : 0);
    }
}

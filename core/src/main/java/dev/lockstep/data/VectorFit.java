package dev.lockstep.data;

import dev.lockstep.numeric.ExactMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the training rows say about a column of vectors, feature by feature. */
final class VectorFit implements ColumnFit {
    private static final long serialVersionUID = 1;

    private final String name;
    private final int column;
    private final Missing missingRule;
    private final ScaleKind scale;
    private final double factor;
    private final boolean filled;
    private long missing;
    private long nonZeros;
    private int width;
    private int leastDeclared = Integer.MAX_VALUE;
    private int mostDeclared = -1;
    /** By feature, where they are needed; entries that are 0 are not added. */
    private @Nullable ExactMoments[] moments = {};
    /** By feature, for {@code MIN_MAX}: over the entries that are not 0, with their number. */
    private double[] min = {};

    private double[] max = {};
    private long[] counts = {};

    private transient @Nullable RawRow row;

    VectorFit(ColumnRule rule, int column) {
        this.name = rule.name();
        this.column = column;
        this.missingRule = rule.missing();
        this.scale = ScaleKind.of(rule.scale());
        this.factor = ScaleKind.factor(rule.scale());
        this.filled = missingRule == Missing.MEAN || missingRule == Missing.INDICATOR;
    }

    @Override
    public void read(RawRow next) {
        row = next.isMissing(column) ? null : next;
        if (row == null) {
            if (missingRule == Missing.FAIL) {
                throw Cells.missing(name);
            }
            return;
        }
        int size = next.vectorSize(column);
        for (int i = 0; i < size; i++) {
            double x = next.vectorValue(column, i);
            if (!(Math.abs(x) <= Float.MAX_VALUE && Math.abs(x * factor) <= Float.MAX_VALUE)) {
                throw Cells.tooLarge(name, x);
            }
        }
    }

    @Override
    public void add() {
        RawRow added = row;
        if (added == null) {
            missing++;
            return;
        }
        note();
        int size = added.vectorSize(column);
        boolean summed = filled || scale == ScaleKind.STANDARD;
        makeRoom(width, summed);
        for (int i = 0; i < size; i++) {
            double x = added.vectorValue(column, i);
            if (x == 0) {
                continue;
            }
            nonZeros++;
            if (summed || scale == ScaleKind.MIN_MAX) {
                addFeature(added.vectorIndex(column, i), x, summed);
            }
        }
    }

    /** A rare index may be in validation rows only: its feature is 0 in all training rows. */
    @Override
    public void note() {
        RawRow noted = row;
        if (noted == null) {
            return;
        }
        int declared = noted.vectorWidth(column);
        if (declared >= 0) {
            leastDeclared = Math.min(leastDeclared, declared);
            mostDeclared = Math.max(mostDeclared, declared);
            width = Math.max(width, declared);
        }
        int size = noted.vectorSize(column);
        if (size > 0) {
            width = Math.max(width, noted.vectorIndex(column, size - 1) + 1);
        }
    }

    private void addFeature(int j, double x, boolean summed) {
        if (summed) {
            momentsOf(j).add(x);
        }
        if (scale == ScaleKind.MIN_MAX) {
            min[j] = Math.min(min[j], x);
            max[j] = Math.max(max[j], x);
            counts[j]++;
        }
    }

    private ExactMoments momentsOf(int j) {
        ExactMoments known = moments[j];
        if (known == null) {
            known = new ExactMoments(scale == ScaleKind.STANDARD);
            moments[j] = known;
        }
        return known;
    }

    private void makeRoom(int features, boolean summed) {
        if (summed && features > moments.length) {
            moments = Arrays.copyOf(moments, room(moments.length, features));
        }
        if (scale == ScaleKind.MIN_MAX && features > counts.length) {
            int from = counts.length;
            int to = room(from, features);
            counts = Arrays.copyOf(counts, to);
            min = Arrays.copyOf(min, to);
            max = Arrays.copyOf(max, to);
            Arrays.fill(min, from, to, Double.POSITIVE_INFINITY);
            Arrays.fill(max, from, to, Double.NEGATIVE_INFINITY);
        }
    }

    private static int room(int length, int needed) {
        return (int) Math.max(needed, Math.min(length + (length >> 1), Integer.MAX_VALUE - 8L));
    }

    @Override
    public void merge(ColumnFit other) {
        VectorFit fit = (VectorFit) other;
        missing += fit.missing;
        nonZeros += fit.nonZeros;
        width = Math.max(width, fit.width);
        leastDeclared = Math.min(leastDeclared, fit.leastDeclared);
        mostDeclared = Math.max(mostDeclared, fit.mostDeclared);
        makeRoom(width, fit.moments.length > 0);
        for (int j = 0; j < Math.min(fit.width, fit.moments.length); j++) {
            ExactMoments others = fit.moments[j];
            if (others != null) {
                momentsOf(j).merge(others);
            }
        }
        for (int j = 0; j < Math.min(fit.width, fit.counts.length); j++) {
            min[j] = Math.min(min[j], fit.min[j]);
            max[j] = Math.max(max[j], fit.max[j]);
            counts[j] += fit.counts[j];
        }
    }

    @Override
    public Optional<ColumnDoubt> doubt(long rows) {
        return ColumnFit.empty(name, missing, rows);
    }

    @Override
    public ColumnPlan finish(long rows) {
        if (mostDeclared >= 0 && (leastDeclared < mostDeclared || width > mostDeclared)) {
            throw new BadDataException("column " + name + " has vectors of different lengths: " + leastDeclared
                    + " and " + width + "; they must have the same number of features in each row");
        }
        long present = rows - missing;
        makeRoom(width, filled || scale == ScaleKind.STANDARD);
        List<Double> fill = filled ? list(j -> mean(j, present)) : List.of(0.0);
        MissingPlan missingPlan = new MissingPlan(missingRule, missingRule == Missing.INDICATOR && missing > 0, fill);
        // Shifting would fill in the zeros of what is mostly zeros.
        boolean keepZeros = 2 * nonZeros < width * present;
        return new ColumnPlan(
                name, RawColumn.Type.VECTOR, Form.VECTOR, width, List.of(), scaling(present, keepZeros), missingPlan);
    }

    private Scaling scaling(long present, boolean keepZeros) {
        return switch (scale) {
            case NONE -> Scaling.NONE;
            case DIVIDE -> Scaling.uniform(0, factor);
            case STANDARD ->
                new Scaling(
                        list(j -> keepZeros ? 0 : mean(j, present)),
                        list(j -> ScaleKind.inverse(deviation(j, present))));
            case MIN_MAX ->
                new Scaling(
                        list(j -> keepZeros ? 0 : least(j, present)),
                        list(j -> ScaleKind.inverse(most(j, present) - least(j, present))));
        };
    }

    private double mean(int j, long present) {
        ExactMoments known = moments[j];
        return known == null ? 0 : known.mean(present);
    }

    private double deviation(int j, long present) {
        ExactMoments known = moments[j];
        return known == null ? 0 : known.standardDeviation(present);
    }

    private double least(int j, long present) {
        return counts[j] < present || counts[j] == 0 ? Math.min(0, min[j]) : min[j];
    }

    private double most(int j, long present) {
        return counts[j] < present || counts[j] == 0 ? Math.max(0, max[j]) : max[j];
    }

    private List<Double> list(IntToDoubleFunction value) {
        List<Double> list = new ArrayList<>(width);
        for (int j = 0; j < width; j++) {
            list.add(value.applyAsDouble(j));
        }
        return list;
    }

    @Override
    public long entries(ColumnPlan plan, long rows) {
        long present = rows - missing;
        long filledIn = 0;
        for (int j = 0; j < width && missing > 0; j++) {
            filledIn += plan.scaling().apply(j, plan.missing().fill(j)) == 0 ? 0 : missing;
        }
        return (plan.scaling().keepsZeros() ? nonZeros : present * width)
                + filledIn
                + (plan.missing().feature() ? missing : 0);
    }
}

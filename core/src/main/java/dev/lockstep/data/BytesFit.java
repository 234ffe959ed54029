package dev.lockstep.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** What the training rows say about a column of bytes, feature by feature. */
final class BytesFit implements ColumnFit {
    private static final long serialVersionUID = 1;

    private final String name;
    private final int column;
    private final Missing missingRule;
    private final ScaleKind scale;
    private final double factor;
    private final boolean filled;
    private long missing;
    private int shortest = Integer.MAX_VALUE;
    private int width;
    /** By feature, where they are needed: the sums fit for 10¹⁴ rows. */
    private long[] sums = {};

    private long[] squares = {};
    private int[] min = {};
    private int[] max = {};

    private transient boolean isMissing;
    private transient byte[] bytes = {};

    BytesFit(ColumnRule rule, int column) {
        this.name = rule.name();
        this.column = column;
        this.missingRule = rule.missing();
        this.scale = ScaleKind.of(rule.scale());
        this.factor = ScaleKind.factor(rule.scale());
        this.filled = missingRule == Missing.MEAN || missingRule == Missing.INDICATOR;
    }

    @Override
    public void read(RawRow row) {
        isMissing = row.isMissing(column);
        if (!isMissing) {
            bytes = row.bytes(column);
        } else if (missingRule == Missing.FAIL) {
            throw Cells.missing(name);
        }
    }

    @Override
    public void add() {
        if (isMissing) {
            missing++;
            return;
        }
        note();
        for (int j = 0; j < Math.min(bytes.length, sums.length); j++) {
            sums[j] += bytes[j] & 0xFF;
        }
        for (int j = 0; j < Math.min(bytes.length, squares.length); j++) {
            int x = bytes[j] & 0xFF;
            squares[j] += (long) x * x;
        }
        for (int j = 0; j < Math.min(bytes.length, min.length); j++) {
            min[j] = Math.min(min[j], bytes[j] & 0xFF);
            max[j] = Math.max(max[j], bytes[j] & 0xFF);
        }
    }

    @Override
    public void note() {
        if (!isMissing) {
            shortest = Math.min(shortest, bytes.length);
            makeRoom(bytes.length);
        }
    }

    private void makeRoom(int features) {
        if (features <= width) {
            return;
        }
        if (filled || scale == ScaleKind.STANDARD) {
            sums = Arrays.copyOf(sums, features);
        }
        if (scale == ScaleKind.STANDARD) {
            squares = Arrays.copyOf(squares, features);
        }
        if (scale == ScaleKind.MIN_MAX) {
            min = Arrays.copyOf(min, features);
            max = Arrays.copyOf(max, features);
            Arrays.fill(min, width, features, 255);
        }
        width = features;
    }

    @Override
    public void merge(ColumnFit other) {
        BytesFit fit = (BytesFit) other;
        missing += fit.missing;
        shortest = Math.min(shortest, fit.shortest);
        makeRoom(fit.width);
        for (int j = 0; j < fit.sums.length; j++) {
            sums[j] += fit.sums[j];
        }
        for (int j = 0; j < fit.squares.length; j++) {
            squares[j] += fit.squares[j];
        }
        for (int j = 0; j < fit.min.length; j++) {
            min[j] = Math.min(min[j], fit.min[j]);
            max[j] = Math.max(max[j], fit.max[j]);
        }
    }

    @Override
    public Optional<ColumnDoubt> doubt(long rows) {
        return ColumnFit.empty(name, missing, rows);
    }

    @Override
    public ColumnPlan finish(long rows) {
        if (shortest < width) {
            throw new BadDataException("column " + name + " has rows of different lengths: " + shortest + " and "
                    + width + " bytes; they must have the same number of bytes in each row");
        }
        long present = rows - missing;
        List<Double> fill = filled ? list(j -> mean(j, present)) : List.of(0.0);
        MissingPlan missingPlan = new MissingPlan(missingRule, missingRule == Missing.INDICATOR && missing > 0, fill);
        return new ColumnPlan(name, RawColumn.Type.BYTES, Form.BYTES, width, List.of(), scaling(present), missingPlan);
    }

    private Scaling scaling(long present) {
        return switch (scale) {
            case NONE -> Scaling.NONE;
            case DIVIDE -> Scaling.uniform(0, factor);
            case STANDARD -> new Scaling(list(j -> mean(j, present)), list(j -> inverseDeviation(j, present)));
            case MIN_MAX -> new Scaling(list(j -> min[j]), list(j -> ScaleKind.inverse(max[j] - min[j])));
        };
    }

    private double mean(int j, long present) {
        return (double) sums[j] / present;
    }

    private double inverseDeviation(int j, long present) {
        BigInteger n = BigInteger.valueOf(present);
        BigInteger sum = BigInteger.valueOf(sums[j]);
        double n2variance = n.multiply(BigInteger.valueOf(squares[j]))
                .subtract(sum.multiply(sum))
                .doubleValue();
        return ScaleKind.inverse(Math.sqrt(n2variance) / present);
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
        return rows * width + (plan.missing().feature() ? missing : 0);
    }
}

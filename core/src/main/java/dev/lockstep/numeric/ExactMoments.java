package dev.lockstep.numeric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * Mean and standard deviation from exact sums, so that neither the order of the values nor how they are grouped has any
 * influence. Zeros need not be added.
 */
public final class ExactMoments implements Serializable {
    private static final long serialVersionUID = 1;

    /** Whole numbers up to this size are summed in longs, which hold the squares of 5·10¹¹ of them. */
    private static final int SMALL = 4096;

    private final boolean squared;
    private long smallSum;
    private long smallSquares;
    private @Nullable ExactSum sum;
    private @Nullable ExactSum squares;

    /**
     * Moments of no values yet.
     *
     * @param squared whether the standard deviation is wanted as well as the mean
     */
    public ExactMoments(boolean squared) {
        this.squared = squared;
    }

    /** Adds a finite number. */
    public void add(double x) {
        int whole = (int) x;
        if (whole == x && Math.abs(whole) <= SMALL) {
            smallSum += whole;
            smallSquares += (long) whole * whole;
            return;
        }
        sum = orEmpty(sum);
        sum.add(x);
        if (squared) {
            squares = orEmpty(squares);
            squares.addSquare(x);
        }
    }

    /** Adds the values of the other. */
    public void merge(ExactMoments other) {
        smallSum += other.smallSum;
        smallSquares += other.smallSquares;
        if (other.sum != null) {
            sum = orEmpty(sum);
            sum.merge(other.sum);
        }
        if (other.squares != null) {
            squares = orEmpty(squares);
            squares.merge(other.squares);
        }
    }

    /** The mean over so many values, those that are zero included; 0 over none. */
    public double mean(long count) {
        return count == 0
                ? 0
                : total(smallSum, sum)
                        .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
                        .doubleValue();
    }

    /** The standard deviation (of the population) over so many values; exactly 0 when all are equal, and over none. */
    public double standardDeviation(long count) {
        Checks.require(squared, "moments", "squared", "not squared");
        if (count == 0) {
            return 0;
        }
        BigDecimal n = BigDecimal.valueOf(count);
        BigDecimal total = total(smallSum, sum);
        BigDecimal variance = n.multiply(total(smallSquares, squares))
                .subtract(total.multiply(total))
                .divide(n.multiply(n), MathContext.DECIMAL128);
        double rounded = variance.doubleValue();
        return rounded > Double.MIN_NORMAL && rounded < Double.POSITIVE_INFINITY
                ? Math.sqrt(rounded)
                : variance.sqrt(MathContext.DECIMAL64).doubleValue();
    }

    private static BigDecimal total(long small, @Nullable ExactSum rest) {
        BigDecimal total = BigDecimal.valueOf(small);
        return rest == null ? total : total.add(rest.toBigDecimal());
    }

    private static ExactSum orEmpty(@Nullable ExactSum sum) {
        return sum == null ? new ExactSum() : sum;
    }
}

package dev.lockstep.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * An axis of a chart: from values to places, and the values to name.
 *
 * @param low the value at its beginning
 * @param high the value at its end, more than {@code low}
 * @param logarithmic whether equal ratios are equally long; {@code low} is positive then
 */
record ChartAxis(double low, double high, boolean logarithmic) {
    /** The least ratio of values for which a logarithmic axis shows more. */
    private static final double WIDE = 2;

    private static final int TICKS = 5;

    /** The first digits to name on a logarithmic axis: few where it is long. */
    private static final List<List<Integer>> FIRST_DIGITS =
            List.of(List.of(1), List.of(1, 2, 5), List.of(1, 2, 3, 5, 7), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));

    private static final double MARGIN = 0.04;
    private static final MathContext DIGITS = new MathContext(6);

    /** From 0 to the largest of these. */
    static ChartAxis fromZero(double[] values) {
        double high = DoubleStream.of(values).max().orElse(1);
        return new ChartAxis(0, high > 0 ? high : 1, false);
    }

    /**
     * Around these, with a margin.
     *
     * @param values finite
     * @param ratios whether their ratios matter: it is logarithmic then if they are positive and differ much
     */
    static ChartAxis around(double[] values, boolean ratios) {
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        if (ratios && low > 0 && high / low >= WIDE) {
            double margin = StrictMath.pow(high / low, MARGIN);
            return new ChartAxis(low / margin, high * margin, true);
        }
        double span = high > low ? high - low : Math.max(Math.abs(high), 1);
        return new ChartAxis(low - MARGIN * span, high + MARGIN * span, false);
    }

    /** Where a value is, from 0 to 1. */
    double at(double value) {
        return logarithmic ? StrictMath.log(value / low) / StrictMath.log(high / low) : (value - low) / (high - low);
    }

    /** Round values between its ends, ascending. */
    List<Double> ticks() {
        if (logarithmic) {
            int stride = 1 + (int) (StrictMath.log10(high / low) / (2 * TICKS));
            for (List<Integer> digits : FIRST_DIGITS) {
                List<Double> ticks = powers(digits, stride);
                if (ticks.size() >= TICKS - 1) {
                    return ticks;
                }
            }
        }
        return multiples(step());
    }

    private List<Double> powers(List<Integer> digits, int stride) {
        List<Double> ticks = new ArrayList<>();
        int last = (int) Math.ceil(StrictMath.log10(high));
        int first = Math.floorDiv((int) Math.floor(StrictMath.log10(low)), stride) * stride;
        for (int power = first; power <= last; power += stride) {
            for (int digit : digits) {
                double tick = BigDecimal.valueOf(digit).scaleByPowerOfTen(power).doubleValue();
                if (tick >= low && tick <= high) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private List<Double> multiples(BigDecimal step) {
        List<Double> ticks = new ArrayList<>();
        long first = (long) Math.ceil(low / step.doubleValue());
        for (long n = first; n * step.doubleValue() <= high * (1 + 1e-12); n++) {
            ticks.add(step.multiply(BigDecimal.valueOf(n)).doubleValue());
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, for about as many ticks as are wanted. */
    private BigDecimal step() {
        double rough = (high - low) / TICKS;
        int power = (int) Math.floor(StrictMath.log10(rough));
        double digit = rough / StrictMath.pow(10, power);
        int round = digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10;
        return BigDecimal.valueOf(round).scaleByPowerOfTen(power);
    }

    /** A tick as it is written beside the axis. */
    static String label(double tick) {
        double size = Math.abs(tick);
        if (size != 0 && (size < 1e-4 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.0e", tick);
        }
        return new BigDecimal(tick, DIGITS).stripTrailingZeros().toPlainString();
    }
}

package dev.lockstep.report;

import dev.lockstep.train.Spread;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Figures {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Figures() {}

    /** A loss or metric: four decimals, or in powers of ten where those say little. */
    static String value(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "undefined" : Double.toString(value);
        }
        if (size >= 1e7 || (size < 1e-3 && size > 0)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        return String.format(Locale.ROOT, size >= 1000 ? "%.1f" : "%.4f", value);
    }

    /** A mean and, where it is of several values, the standard deviation, with as many decimals. */
    static String spread(Spread spread) {
        String mean = value(spread.mean());
        if (spread.count() == 1 || !Double.isFinite(spread.mean())) {
            return mean;
        }
        int point = mean.indexOf('.');
        String pattern = mean.contains("e") ? "%.3e" : "%." + (mean.length() - point - 1) + "f";
        return mean + " ± " + String.format(Locale.ROOT, pattern, spread.deviation());
    }

    /** A number of epochs: two decimals at most. */
    static String epochs(double epochs) {
        return String.format(Locale.ROOT, "%.2f", epochs).replaceAll("\\.?0+$", "");
    }

    /** A count, with its thousands apart. */
    static String count(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A learning rate: four digits at most, no zeros at its end. */
    static String rate(double rate) {
        return Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.3e", rate)));
    }

    /** A length of time: {@code 0.8 s}, {@code 42 s}, {@code 3:07 min}, {@code 2:15 h}. */
    static String seconds(double seconds) {
        long whole = Math.round(seconds);
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (whole < MINUTE) {
            return whole + " s";
        }
        return whole < HOUR
                ? String.format(Locale.ROOT, "%d:%02d min", whole / MINUTE, whole % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d h", whole / HOUR, whole % HOUR / MINUTE);
    }
}

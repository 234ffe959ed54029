package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of LIBSVM: {@code label [qid:n] index:value … [# comment]}, indices from 1 and ascending. Parsed here because Spark's own
 * reader stops at the first bad line without naming it.
 */
final class LibsvmRow implements RawRow {
    private static final double[] POWERS_OF_TEN = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private final int labelColumn;
    private final int width;

    private double label;
    private int[] indices = new int[64];
    private double[] values = new double[64];
    private int size;

    LibsvmRow(int labelColumn, int width) {
        this.labelColumn = labelColumn;
        this.width = width;
    }

    /** Reads a line that is neither blank nor a comment; what is wrong with it, if something is. */
    Optional<String> parse(String line) {
        size = 0;
        int comment = line.indexOf('#');
        int end = comment < 0 ? line.length() : comment;
        int from = skipBlanks(line, 0, end);
        int to = skipWord(line, from, end);
        try {
            label = number(line, from, to);
        } catch (NumberFormatException e) {
            return Optional.of("the label must be a number, but was \"" + line.substring(from, to) + "\"");
        }
        for (from = skipBlanks(line, to, end); from < end; from = skipBlanks(line, to, end)) {
            to = skipWord(line, from, end);
            if (size > 0 || !line.startsWith("qid:", from)) {
                Optional<String> fault = entry(line, from, to);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> entry(String line, int from, int to) {
        int colon = line.indexOf(':', from);
        if (colon <= from || colon >= to) {
            return Optional.of("\"" + line.substring(from, to) + "\" is not index:value");
        }
        long index;
        double value;
        try {
            index = Long.parseLong(line, from, colon, 10);
            value = number(line, colon + 1, to);
        } catch (NumberFormatException e) {
            return Optional.of("\"" + line.substring(from, to) + "\" is not index:value with two numbers");
        }
        if (index < 1) {
            return Optional.of("index " + index + " is below 1: LIBSVM counts features from 1");
        }
        if (index > (width < 0 ? Integer.MAX_VALUE : width)) {
            return Optional.of("index " + index + " is above "
                    + (width < 0 ? Integer.MAX_VALUE + ", the highest there can be" : width + ", options.numFeatures"));
        }
        int feature = (int) (index - 1);
        if (size > 0 && feature <= indices[size - 1]) {
            return Optional.of(
                    feature == indices[size - 1]
                            ? "index " + index + " comes twice"
                            : "index " + index + " comes after " + (indices[size - 1] + 1L) + ": indices must ascend");
        }
        add(feature, value);
        return Optional.empty();
    }

    private void add(int feature, double value) {
        if (size == indices.length) {
            indices = Arrays.copyOf(indices, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        indices[size] = feature;
        values[size++] = value;
    }

    /** The nearest double, as {@link Double#parseDouble}: at most 15 digits over a power of ten up to 15 is exact division of exact numbers. */
    static double number(String text, int from, int to) {
        long digits = 0;
        int count = 0;
        int point = -1;
        boolean negative = from < to && text.charAt(from) == '-';
        for (int i = from < to && (negative || text.charAt(from) == '+') ? from + 1 : from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && count < 15) {
                digits = digits * 10 + (c - '0');
                count++;
            } else if (c == '.' && point < 0) {
                point = count;
            } else {
                return slowly(text.substring(from, to));
            }
        }
        if (count == 0) {
            throw new NumberFormatException();
        }
        double value = point < 0 ? digits : digits / POWERS_OF_TEN[count - point];
        return negative ? -value : value;
    }

    private static double slowly(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "nan", "+nan", "-nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                // Java would also take 1d, 0x1p3 and blanks around.
                if (!lower.chars().allMatch(c -> "0123456789.e+-".indexOf(c) >= 0)) {
                    throw new NumberFormatException();
                }
                yield Double.parseDouble(lower);
            }
        };
    }

    private static int skipBlanks(String line, int from, int end) {
        int i = from;
        while (i < end && line.charAt(i) <= ' ') {
            i++;
        }
        return i;
    }

    private static int skipWord(String line, int from, int end) {
        int i = from;
        while (i < end && line.charAt(i) > ' ') {
            i++;
        }
        return i;
    }

    @Override
    public boolean isMissing(int column) {
        return false;
    }

    @Override
    public double number(int column) {
        if (column != labelColumn) {
            throw new IllegalArgumentException("column " + column + " is no number");
        }
        return label;
    }

    @Override
    public String text(int column) {
        throw new UnsupportedOperationException("LIBSVM has no text");
    }

    @Override
    public byte[] bytes(int column) {
        throw new UnsupportedOperationException("LIBSVM has no bytes");
    }

    @Override
    public int vectorSize(int column) {
        return size;
    }

    @Override
    public int vectorWidth(int column) {
        return width;
    }

    @Override
    public int vectorIndex(int column, int i) {
        return indices[i];
    }

    @Override
    public double vectorValue(int column, int i) {
        return values[i];
    }
}

package dev.lockstep.data;

/** Reading single cells, and refusing those that cannot be used; the same when fitting and when encoding. */
final class Cells {
    private Cells() {}

    /** A number that is not missing. */
    static double number(RawRow row, int column, String name) {
        double x = row.number(column);
        if (!(Math.abs(x) <= Float.MAX_VALUE)) {
            throw tooLarge(name, x);
        }
        return x;
    }

    /** A label that is a number or a count. */
    static double label(RawRow row, int column, String name, Target.Kind kind) {
        requireLabel(row, column, name);
        double x = number(row, column, name);
        if (x < 0 && kind == Target.Kind.COUNT) {
            throw new BadRowException(name, text(x), "is negative, but the label is a count");
        }
        return x;
    }

    static void requireLabel(RawRow row, int column, String name) {
        if (row.isMissing(column)) {
            throw new BadRowException(name, "", "the label is missing");
        }
    }

    /** The weight of a row; 1 where there is no column of weights. */
    static double weight(RawRow row, int column, String name) {
        if (column < 0) {
            return 1;
        }
        if (row.isMissing(column)) {
            throw new BadRowException(name, "", "the weight is missing");
        }
        double x = number(row, column, name);
        if (x < 0) {
            throw new BadRowException(name, text(x), "is negative, but a weight is at least 0");
        }
        return x;
    }

    static BadRowException missing(String name) {
        return new BadRowException(name, "", "the value is missing (missing: mean or zero would accept it)");
    }

    static BadRowException tooLarge(String name, double x) {
        return new BadRowException(
                name, text(x), Double.isFinite(x) ? "is too large for a float" : "is not a finite number");
    }

    /** The text of a number as a category: without a fraction where it is whole. */
    static String text(double x) {
        return append(new StringBuilder(), x).toString();
    }

    /** Appends the text of a number as a category. */
    static StringBuilder append(StringBuilder text, double x) {
        boolean whole = Math.abs(x) < 0x1p53 && x == Math.rint(x);
        return whole ? text.append((long) x) : text.append(x);
    }
}

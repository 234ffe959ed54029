package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.numeric.Checks;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which of the rows 0 … N − 1 belong to which part, by arithmetic alone: synthetic rows are made where they are needed, so
 * nobody walks over all of them. Fractions are taken off the end (rows are independent of each other, so that is as good a
 * draw as any), the test part last; {@code every} chooses among the rows before.
 */
final class IndexParts implements Serializable {
    private static final long serialVersionUID = 1;

    private final long head;
    private final int period;
    private final EnumMap<Split, Part> parts = new EnumMap<>(Split.class);

    IndexParts(long rows, PartConfig validation, PartConfig test) {
        long testStart = rows - fraction(test, rows);
        this.head = testStart - fraction(validation, rows);
        Checks.require(head > 0, "rows left for training", "positive", head);
        Optional<PartConfig.Every> validationEvery = every(validation, Split.VALIDATION);
        Optional<PartConfig.Every> testEvery = every(test, Split.TEST);
        this.period = lcm(
                validationEvery.map(PartConfig.Every::every).orElse(1),
                testEvery.map(PartConfig.Every::every).orElse(1));
        Split[] owners = new Split[period];
        for (int i = 0; i < period; i++) {
            owners[i] =
                    takes(testEvery, i) ? Split.TEST : takes(validationEvery, i) ? Split.VALIDATION : Split.TRAINING;
        }
        parts.put(Split.TRAINING, new Part(indicesOf(owners, Split.TRAINING), head, 0));
        parts.put(Split.VALIDATION, new Part(indicesOf(owners, Split.VALIDATION), head, testStart - head));
        parts.put(Split.TEST, new Part(indicesOf(owners, Split.TEST), testStart, rows - testStart));
    }

    /** The number of rows of a part. */
    long rows(Split split) {
        Part part = part(split);
        return part.headRows(head, period) + part.tailRows;
    }

    /** The index among all rows of the n-th row of a part, from 0. */
    long index(Split split, long n) {
        return part(split).index(n, head, period);
    }

    private Part part(Split split) {
        return Objects.requireNonNull(parts.get(split));
    }

    /** The rows of the head that leave these remainders, and then a piece of the tail. */
    private static final class Part implements Serializable {
        private static final long serialVersionUID = 1;

        private final int[] remainders;
        private final long tailStart;
        private final long tailRows;

        Part(int[] remainders, long tailStart, long tailRows) {
            this.remainders = remainders;
            this.tailStart = tailStart;
            this.tailRows = tailRows;
        }

        long headRows(long head, int period) {
            int inLast = Arrays.binarySearch(remainders, (int) (head % period));
            return head / period * remainders.length + (inLast >= 0 ? inLast : -inLast - 1);
        }

        long index(long n, long head, int period) {
            long inHead = headRows(head, period);
            return n < inHead
                    ? n / remainders.length * period + remainders[(int) (n % remainders.length)]
                    : tailStart + n - inHead;
        }
    }

    private static long fraction(PartConfig part, long rows) {
        return part instanceof PartConfig.Fraction fraction ? Math.round(rows * fraction.fraction()) : 0;
    }

    private static Optional<PartConfig.Every> every(PartConfig part, Split split) {
        if (part instanceof PartConfig.Every every) {
            return Optional.of(every);
        }
        if (part instanceof PartConfig.None || part instanceof PartConfig.Fraction) {
            return Optional.empty();
        }
        throw new IllegalArgumentException("the " + split.name().toLowerCase(Locale.ROOT)
                + " part of synthetic rows must be a fraction, or every n-th row with a remainder");
    }

    private static boolean takes(Optional<PartConfig.Every> part, int index) {
        return part.isPresent() && index % part.get().every() == part.get().remainder();
    }

    private static int[] indicesOf(Split[] owners, Split owner) {
        return IntStream.range(0, owners.length).filter(i -> owners[i] == owner).toArray();
    }

    private static int lcm(int a, int b) {
        int x = a;
        int y = b;
        while (y != 0) {
            int rest = x % y;
            x = y;
            y = rest;
        }
        return Math.multiplyExact(a / x, b);
    }
}

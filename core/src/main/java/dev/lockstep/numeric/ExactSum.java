package dev.lockstep.numeric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of doubles, and of their squares, without any rounding: the order of the summands and how they are grouped have no
 * influence on it.
 *
 * <p>A fixed-point number in chunks of 64 bits that are 32 bits apart, so that carries can wait for some thousand
 * additions. Only the chunks in use are stored.
 *
 * @see <a href="https://arxiv.org/abs/1505.05571">Neal, 2015</a>, the small superaccumulator
 */
public final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1;

    /** The power of two that the lowest bit of chunk 0 stands for: that of the square of the smallest double. */
    private static final int LOWEST = -2148;

    /** An addition puts less than 2⁵² into a chunk, and a chunk holds less than 2³³ after carrying. */
    private static final int ADDITIONS = 2047;

    private static final long LOW = 0xFFFF_FFFFL;
    private static final long HIDDEN_BIT = 1L << 52;

    private int first;
    private long[] chunks = {};
    private int waiting;

    /** Adds a finite number. */
    public void add(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = exponent(bits);
        long mantissa = mantissa(bits);
        if (mantissa == 0) {
            return;
        }
        int position = exponent - 1 - 1074 - LOWEST;
        int shift = position & 31;
        int c = window(position >> 5, 2);
        long sign = bits >> 63;
        chunks[c] += (((mantissa << shift) & LOW) ^ sign) - sign;
        chunks[c + 1] += ((mantissa >>> (32 - shift)) ^ sign) - sign;
        carrySometimes();
    }

    /** Adds x², exactly: the product of the mantissas has 106 bits. */
    public void addSquare(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = exponent(bits);
        long mantissa = mantissa(bits);
        if (mantissa == 0) {
            return;
        }
        long high = Math.multiplyHigh(mantissa, mantissa);
        long low = mantissa * mantissa;
        int position = 2 * (exponent - 1 - 1074) - LOWEST;
        int shift = position & 31;
        int c = window(position >> 5, 4);
        chunks[c] += (low << shift) & LOW;
        chunks[c + 1] += (low >>> (32 - shift)) & LOW;
        chunks[c + 2] += ((high << shift) | (low >>> 1 >>> (63 - shift))) & LOW;
        chunks[c + 3] += high >>> (32 - shift);
        carrySometimes();
    }

    /** Adds the other sum, whose value does not change. */
    public void merge(ExactSum other) {
        if (other.chunks.length == 0) {
            return;
        }
        other.carry();
        carry();
        int c = window(other.first, other.chunks.length);
        for (int i = 0; i < other.chunks.length; i++) {
            chunks[c + i] += other.chunks[i];
        }
        waiting = 1;
    }

    /** The sum itself. */
    public BigDecimal toBigDecimal() {
        carry();
        BigInteger whole = BigInteger.ZERO;
        for (int i = chunks.length - 1; i >= 0; i--) {
            whole = whole.shiftLeft(32).add(BigInteger.valueOf(chunks[i]));
        }
        if (whole.signum() == 0) {
            return BigDecimal.ZERO;
        }
        int zeros = whole.getLowestSetBit();
        whole = whole.shiftRight(zeros);
        int exponent = 32 * first + LOWEST + zeros;
        return exponent >= 0
                ? new BigDecimal(whole.shiftLeft(exponent))
                : new BigDecimal(whole.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
    }

    /** The double nearest to the sum. */
    public double doubleValue() {
        return toBigDecimal().doubleValue();
    }

    @Override
    public String toString() {
        return Double.toString(doubleValue());
    }

    /** The biased exponent; 1 for subnormal numbers, whose lowest bit stands for the same. */
    private static int exponent(long bits) {
        return Math.max(1, (int) (bits >>> 52) & 0x7FF);
    }

    private static long mantissa(long bits) {
        int exponent = (int) (bits >>> 52) & 0x7FF;
        if (exponent == 0x7FF) {
            throw new IllegalArgumentException("summand must be finite, but was " + Double.longBitsToDouble(bits));
        }
        long fraction = bits & (HIDDEN_BIT - 1);
        return exponent == 0 ? fraction : fraction | HIDDEN_BIT;
    }

    /** Where the chunk of that number lies, after making sure that it and those above it are there. */
    private int window(int chunk, int count) {
        if (chunk < first || chunk + count > first + chunks.length) {
            int from = chunks.length == 0 ? chunk : Math.min(first, chunk);
            int to = Math.max(chunk + count, chunks.length == 0 ? 0 : first + chunks.length);
            long[] wider = new long[to - from];
            System.arraycopy(chunks, 0, wider, chunks.length == 0 ? 0 : first - from, chunks.length);
            first = from;
            chunks = wider;
        }
        return chunk - first;
    }

    private void carrySometimes() {
        if (++waiting == ADDITIONS) {
            carry();
        }
    }

    /** Brings every chunk but the highest, which has the sign, into [0, 2³²), and that to at most 33 bits. */
    private void carry() {
        waiting = 0;
        int last = chunks.length - 1;
        for (int i = 0; i < last; i++) {
            chunks[i + 1] += chunks[i] >> 32;
            chunks[i] &= LOW;
        }
        if (last >= 0 && Math.abs(chunks[last]) > LOW) {
            int above = window(first + last + 1, 1);
            chunks[above] = chunks[above - 1] >> 32;
            chunks[above - 1] &= LOW;
        }
    }
}

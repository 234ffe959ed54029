package dev.lockstep.numeric;

/**
 * bfloat16, the upper half of a float: its sign, its eight bits of exponent, and seven of the 23 bits behind the leading one.
 *
 * <p>Rounding is that of IEEE 754: to the nearest, of two that are as near to the one whose last bit is 0; beyond the largest finite value
 * to infinity. NaN stays NaN, with what fits of its payload.
 */
public final class Bfloat16 {
    private static final int UPPER = 0xFFFF0000;
    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int INFINITY = 0x7F800000;

    /** Without it, a NaN whose payload is all in the lower half would become infinite. */
    private static final int QUIET = 0x00400000;

    private Bfloat16() {}

    /** The bfloat16 nearest to a float, as a float. */
    public static float round(float value) {
        int bits = Float.floatToRawIntBits(value);
        int last = bits >>> 16 & 1;
        // A carry out of the fraction goes into the exponent, where it belongs, and out of the largest one makes
        // infinity.
        int rounded = (bits & MAGNITUDE) > INFINITY ? bits | QUIET : bits + 0x7FFF + last;
        return Float.intBitsToFloat(rounded & UPPER);
    }

    /** Rounds a range of values, in place. */
    public static void round(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = round(values[i]);
        }
    }

    /** Whether a float is a bfloat16 already. */
    public static boolean isExact(float value) {
        return (Float.floatToRawIntBits(value) & ~UPPER) == 0;
    }

    /** The 16 bits of a float that is one. */
    public static short bits(float exact) {
        return (short) (Float.floatToRawIntBits(exact) >>> 16);
    }

    /** The float of 16 bits. */
    public static float of(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}

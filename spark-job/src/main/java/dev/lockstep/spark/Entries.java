package dev.lockstep.spark;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Bfloat16;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A range of a gradient's entries, and how they are written and read: those that are rounded, which come first, as two bytes of bfloat16,
 * the others as four.
 *
 * <p>There are two forms. Dense: all, one after the other. Sparse: those whose bits are not all 0, so that −0 and whatever NaN come
 * through, each behind the number of zeros before it; and behind the last of these the number of zeros that follow, 0 too ({@link Gaps}).
 */
final class Entries {
    /** So many entries tell whether nearly all are something else than 0. */
    private static final int SAMPLE = 512;

    /** The sparse form is shorter only where fewer than four of five are. */
    private static final int NEARLY_ALL = SAMPLE - SAMPLE / 8;

    /** 2³² over the golden ratio: multiples of it, wrapped around, are evenly spread, and in step with no period. */
    private static final long SPREAD = 0x9E3779B9L;

    private final float[] values;
    private final int from;
    private final int middle;
    private final int to;

    /** The entries [from, to) of a sum. */
    Entries(GradientSum sum, int from, int to) {
        Objects.checkFromToIndex(from, to, sum.gradient().length);
        this.values = sum.gradient();
        this.from = from;
        this.middle = Math.max(from, Math.min(sum.rounded(), to));
        this.to = to;
    }

    int length() {
        return to - from;
    }

    /** How many of them are rounded. */
    int rounded() {
        return middle - from;
    }

    /** The bytes of the dense form. */
    long denseSize() {
        return denseSize(length(), rounded());
    }

    private static long denseSize(int length, int rounded) {
        return (long) Float.BYTES * (length - rounded) + (long) Short.BYTES * rounded;
    }

    /**
     * The bytes of the sparse form where these are fewer than those of the dense one, and otherwise those. It depends on the values alone. Where
     * nearly all of a sample are something else than 0, the rest is not looked at.
     */
    long sparseSize() {
        long dense = denseSize();
        if (isNearlyFull()) {
            return dense;
        }
        long size = 0;
        int next = from;
        for (int i = from; i < to && size < dense; i++) {
            if (!isZero(i)) {
                size += Gaps.size(i - next) + (i < middle ? Short.BYTES : Float.BYTES);
                next = i + 1;
            }
        }
        return Math.min(dense, size + Gaps.size(to - next));
    }

    private boolean isNearlyFull() {
        if (length() < SAMPLE) {
            return false;
        }
        int others = 0;
        for (long k = 0; k < SAMPLE; k++) {
            long share = (k * SPREAD) & 0xFFFFFFFFL; // of 2³²
            others += isZero(from + (int) ((share * length()) >>> Integer.SIZE)) ? 0 : 1;
        }
        return others > NEARLY_ALL;
    }

    private boolean isZero(int i) {
        return Float.floatToRawIntBits(values[i]) == 0;
    }

    void writeDense(ByteBuffer bytes) {
        for (int i = from; i < middle; i++) {
            bytes.putShort(half(i));
        }
        bytes.asFloatBuffer().put(values, middle, to - middle); // which copies memory
    }

    void writeSparse(ByteBuffer bytes) {
        int next = from;
        for (int i = from; i < to; i++) {
            if (!isZero(i)) {
                Gaps.write(bytes, i - next);
                if (i < middle) {
                    bytes.putShort(half(i));
                } else {
                    bytes.putInt(Float.floatToRawIntBits(values[i]));
                }
                next = i + 1;
            }
        }
        Gaps.write(bytes, to - next);
    }

    /** What is cut off here would be missing in no other process. */
    private short half(int i) {
        if (!Bfloat16.isExact(values[i])) {
            throw new IllegalStateException(
                    "entry " + i + " of a sum that is rounded to bfloat16 must be one, but was " + values[i]);
        }
        return Bfloat16.bits(values[i]);
    }

    /**
     * Reads all that is left.
     *
     * @throws MessageException if that is not of so many entries
     */
    static float[] readDense(ByteBuffer bytes, int length, int rounded) {
        if (bytes.remaining() != denseSize(length, rounded)) {
            throw new MessageException(
                    "a gradient of " + length + " entries, of which " + rounded + " are rounded, came in "
                            + bytes.remaining() + " bytes: these should be " + denseSize(length, rounded));
        }
        float[] values = new float[length];
        for (int i = 0; i < rounded; i++) {
            values[i] = Bfloat16.of(bytes.getShort());
        }
        bytes.asFloatBuffer().get(values, rounded, length - rounded);
        return values;
    }

    /**
     * Reads all that is left.
     *
     * @throws MessageException if that is not of so many entries
     * @throws java.nio.BufferUnderflowException if it ends too soon
     */
    static float[] readSparse(ByteBuffer bytes, int length, int rounded) {
        float[] values = new float[length];
        long next = Gaps.read(bytes);
        while (next < length) {
            int i = (int) next;
            values[i] = i < rounded ? Bfloat16.of(bytes.getShort()) : Float.intBitsToFloat(bytes.getInt());
            next += 1 + Gaps.read(bytes);
        }
        if (next > length || bytes.hasRemaining()) {
            throw new MessageException("a gradient of " + length + " entries came with " + next + ", and with "
                    + bytes.remaining() + " bytes behind the last");
        }
        return values;
    }
}

package dev.lockstep.spark;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What differs between the weights of two questions, as bytes: optimizers such as plain descent and AdaGrad leave alone the weights of
 * features that no row of a mini-batch has. The bytes are each changed weight's new value behind the number of weights before it that
 * stay ({@link Gaps}).
 */
final class WeightChanges {
    /** So many weights tell whether it is worth while to look at all. */
    private static final int SAMPLE = 1 << 10;

    /** The least that a changed weight takes: its value, and a byte for the gap. */
    private static final int LEAST = Float.BYTES + 1;

    private WeightChanges() {}

    /**
     * The changes from one array of weights to another one of the same length.
     *
     * @param most bytes that they may take; empty if they take more, or the weights themselves take fewer
     */
    static Optional<byte[]> between(float[] before, float[] now, long most) {
        if (mostDiffer(before, now)) {
            return Optional.empty();
        }
        int[] indices = changed(before, now);
        long length = bytes(indices);
        if (length > most || length >= (long) Float.BYTES * now.length || length > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        int next = 0;
        for (int index : indices) {
            Gaps.write(bytes, index - next);
            bytes.putFloat(now[index]);
            next = index + 1;
        }
        return Optional.of(bytes.array());
    }

    private static long bytes(int[] indices) {
        long bytes = (long) Float.BYTES * indices.length;
        int next = 0;
        for (int index : indices) {
            bytes += Gaps.size(index - next);
            next = index + 1;
        }
        return bytes;
    }

    /**
     * New weights, made of those that {@link #between} compared first, which stay as they are.
     *
     * @throws MessageException if the bytes are not of such weights
     */
    static float[] apply(float[] before, byte[] changes) {
        ByteBuffer bytes = ByteBuffer.wrap(changes).order(ByteOrder.LITTLE_ENDIAN);
        float[] now = before.clone();
        long next = 0;
        try {
            while (bytes.hasRemaining()) {
                long index = next + Gaps.read(bytes);
                if (index >= now.length) {
                    throw new MessageException("weight " + index + " of " + now.length + " has changed");
                }
                now[(int) index] = bytes.getFloat();
                next = index + 1;
            }
        } catch (BufferUnderflowException e) {
            throw new MessageException("changes of weights, of " + changes.length + " bytes, end too soon", e);
        }
        return now;
    }

    /** Whether weights that lie evenly apart tell that nearly all have changed, as they do with most optimizers. */
    private static boolean mostDiffer(float[] before, float[] now) {
        int stride = Math.max(1, now.length / SAMPLE);
        int seen = 0;
        int different = 0;
        for (int i = 0; i < now.length; i += stride) {
            seen++;
            different += Float.floatToRawIntBits(before[i]) == Float.floatToRawIntBits(now[i]) ? 0 : 1;
        }
        return (long) LEAST * different >= (long) Float.BYTES * seen;
    }

    /** The indices at which the bits differ, ascending. What is no number equals whatever else is none: training ends there. */
    private static int[] changed(float[] before, float[] now) {
        int[] indices = new int[SAMPLE];
        int count = 0;
        for (int i = next(before, now, 0); i < now.length; i = next(before, now, i + 1)) {
            if (count == indices.length) {
                indices = Arrays.copyOf(indices, 2 * count);
            }
            indices[count++] = i;
        }
        return Arrays.copyOf(indices, count);
    }

    private static int next(float[] before, float[] now, int from) {
        int found = Arrays.mismatch(before, from, before.length, now, from, now.length);
        return found < 0 ? now.length : from + found;
    }
}

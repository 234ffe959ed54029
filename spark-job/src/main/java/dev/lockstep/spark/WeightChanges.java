package dev.lockstep.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What differs between the weights of two questions, as bytes: optimizers such as plain descent and AdaGrad leave alone the weights of
 * features that no row of a mini-batch has.
 *
 * <p>The bytes are the number of changed weights, their new values, and the gaps between their indices.
 */
final class WeightChanges {
    /** So many weights tell whether it is worth while to look at all. */
    private static final int SAMPLE = 1 << 10;

    /** The least that a changed weight takes: its value, and a byte for the gap. */
    private static final int LEAST = Float.BYTES + 1;

    private WeightChanges() {}

    /** The changes from one array of weights to another one of the same length; empty if the weights themselves take fewer bytes. */
    static Optional<byte[]> between(float[] before, float[] now) {
        if (mostDiffer(before, now)) {
            return Optional.empty();
        }
        int[] indices = changed(before, now);
        long length = Integer.BYTES + (long) Float.BYTES * indices.length + IndexGaps.bytes(indices);
        if (length >= (long) Float.BYTES * now.length) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(indices.length);
        for (int index : indices) {
            bytes.putFloat(now[index]);
        }
        IndexGaps.put(indices, bytes);
        return Optional.of(bytes.array());
    }

    /**
     * New weights, made of those that {@link #between} compared first, which stay as they are.
     *
     * @throws IllegalArgumentException if the bytes are not of such weights
     */
    static float[] apply(float[] before, byte[] changes) {
        ByteBuffer values = ByteBuffer.wrap(changes).order(ByteOrder.LITTLE_ENDIAN);
        int count = values.getInt();
        if (count < 0 || (long) LEAST * count > values.remaining()) {
            throw new IllegalArgumentException("changes of weights: " + count + " in " + changes.length + " bytes");
        }
        IndexGaps.Reader indices =
                new IndexGaps.Reader(changes, values.position() + Float.BYTES * count, before.length);
        float[] now = before.clone();
        for (int i = 0; i < count; i++) {
            now[indices.next()] = values.getFloat();
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

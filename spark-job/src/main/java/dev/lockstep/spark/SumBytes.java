package dev.lockstep.spark;

import dev.lockstep.model.GradientSum;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Gradients and weights as little-endian bytes, for messages between processes. Gradients are in the shorter of the two forms of
 * {@link Entries}, and lose nothing.
 */
final class SumBytes {
    /** Loss, weight and rows; how many entries there are and how many are rounded; the form. */
    private static final int HEADER = 3 * Long.BYTES + 2 * Integer.BYTES + Byte.BYTES;

    private static final byte DENSE = 0;
    private static final byte SPARSE = 1;

    private SumBytes() {}

    static byte[] of(float[] values) {
        byte[] bytes = new byte[Math.multiplyExact(Float.BYTES, values.length)];
        view(bytes).asFloatBuffer().put(values);
        return bytes;
    }

    static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        view(bytes).asFloatBuffer().get(values);
        return values;
    }

    /** A sum. */
    static byte[] of(GradientSum sum) {
        return of(sum, 0, sum.gradient().length);
    }

    /**
     * A part of a sum: what comes out again is a sum of the entries [from, to), with loss, weight and rows of the whole.
     *
     * @throws IndexOutOfBoundsException if it has no such entries
     */
    static byte[] of(GradientSum sum, int from, int to) {
        Entries entries = new Entries(sum, from, to);
        long dense = entries.denseSize();
        long size = entries.sparseSize();
        byte[] bytes = new byte[Math.toIntExact(HEADER + size)];
        ByteBuffer view = view(bytes)
                .putDouble(sum.loss())
                .putDouble(sum.weight())
                .putLong(sum.rows())
                .putInt(entries.length())
                .putInt(entries.rounded())
                .put(size < dense ? SPARSE : DENSE);
        if (size < dense) {
            entries.writeSparse(view);
        } else {
            entries.writeDense(view);
        }
        return bytes;
    }

    /**
     * The sum in bytes from {@link #of(GradientSum, int, int)}.
     *
     * @param length of its gradient; no more than that is allocated
     * @throws MessageException if it is another one, or the bytes are not a sum
     */
    static GradientSum sum(byte[] bytes, int length) {
        return sum(bytes, OptionalInt.of(length));
    }

    /**
     * The sum in bytes whose sender is trusted to say how long its gradient is.
     *
     * @throws MessageException if the bytes are not a sum
     */
    static GradientSum sum(byte[] bytes) {
        return sum(bytes, OptionalInt.empty());
    }

    private static GradientSum sum(byte[] bytes, OptionalInt wanted) {
        ByteBuffer view = view(bytes);
        try {
            double loss = view.getDouble();
            double weight = view.getDouble();
            long rows = view.getLong();
            int length = view.getInt();
            int rounded = view.getInt();
            if (length != wanted.orElse(length) || rounded < 0 || rounded > length) {
                throw new MessageException(
                        "a gradient of " + length + " entries, of which " + rounded + " are rounded, came"
                                + (wanted.isPresent() ? " where one of " + wanted.getAsInt() + " was asked for" : ""));
            }
            float[] gradient = gradient(view.get(), view, length, rounded);
            return new GradientSum(gradient, rounded, loss, weight, rows);
        } catch (BufferUnderflowException e) {
            throw new MessageException("a gradient of " + bytes.length + " bytes ends too soon", e);
        }
    }

    private static float[] gradient(byte form, ByteBuffer view, int length, int rounded) {
        return switch (form) {
            case DENSE -> Entries.readDense(view, length, rounded);
            case SPARSE -> Entries.readSparse(view, length, rounded);
            default -> throw new MessageException("a gradient came in the unknown form " + form);
        };
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

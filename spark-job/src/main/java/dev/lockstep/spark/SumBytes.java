package dev.lockstep.spark;

import dev.lockstep.model.GradientSum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Gradients and weights as little-endian bytes, for messages between processes. */
final class SumBytes {
    private static final int HEADER = 3 * Long.BYTES;

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

    /** Loss, weight and number of rows, and the gradient. */
    static byte[] of(GradientSum sum) {
        float[] gradient = sum.gradient();
        byte[] bytes = new byte[Math.addExact(HEADER, Math.multiplyExact(Float.BYTES, gradient.length))];
        ByteBuffer view =
                view(bytes).putDouble(sum.loss()).putDouble(sum.weight()).putLong(sum.rows());
        view.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(gradient);
        return bytes;
    }

    /** The same of the entries from and up to these. */
    static byte[] of(GradientSum sum, int from, int to) {
        return of(new GradientSum(Arrays.copyOfRange(sum.gradient(), from, to), sum.loss(), sum.weight(), sum.rows()));
    }

    static GradientSum sum(byte[] bytes) {
        ByteBuffer view = view(bytes);
        double loss = view.getDouble();
        double weight = view.getDouble();
        long rows = view.getLong();
        float[] gradient = new float[(bytes.length - HEADER) / Float.BYTES];
        view.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(gradient);
        return new GradientSum(gradient, loss, weight, rows);
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

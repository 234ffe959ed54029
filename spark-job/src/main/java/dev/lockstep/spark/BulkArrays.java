package dev.lockstep.spark;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Arrays of primitives as little-endian bytes, copied in blocks: Kryo itself takes them value by value. */
final class BulkArrays {
    private static final int BLOCK = 1 << 14;

    private BulkArrays() {}

    static void write(Output output, byte[] values) {
        output.writeInt(values.length);
        output.writeBytes(values);
    }

    static void write(Output output, float[] values) {
        output.writeInt(values.length);
        byte[] block = block(values.length);
        FloatBuffer view = view(block).asFloatBuffer();
        for (int from = 0; from < values.length; from += BLOCK) {
            int count = Math.min(BLOCK, values.length - from);
            view.put(0, values, from, count);
            output.writeBytes(block, 0, 4 * count);
        }
    }

    static void write(Output output, int[] values) {
        output.writeInt(values.length);
        byte[] block = block(values.length);
        IntBuffer view = view(block).asIntBuffer();
        for (int from = 0; from < values.length; from += BLOCK) {
            int count = Math.min(BLOCK, values.length - from);
            view.put(0, values, from, count);
            output.writeBytes(block, 0, 4 * count);
        }
    }

    static byte[] readBytes(Input input) {
        return input.readBytes(input.readInt());
    }

    static float[] readFloats(Input input) {
        float[] values = new float[input.readInt()];
        byte[] block = block(values.length);
        FloatBuffer view = view(block).asFloatBuffer();
        for (int from = 0; from < values.length; from += BLOCK) {
            int count = Math.min(BLOCK, values.length - from);
            input.readBytes(block, 0, 4 * count);
            view.get(0, values, from, count);
        }
        return values;
    }

    static int[] readInts(Input input) {
        int[] values = new int[input.readInt()];
        byte[] block = block(values.length);
        IntBuffer view = view(block).asIntBuffer();
        for (int from = 0; from < values.length; from += BLOCK) {
            int count = Math.min(BLOCK, values.length - from);
            input.readBytes(block, 0, 4 * count);
            view.get(0, values, from, count);
        }
        return values;
    }

    private static byte[] block(int values) {
        return new byte[4 * Math.min(BLOCK, values)];
    }

    private static ByteBuffer view(byte[] block) {
        return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package dev.lockstep.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message of Protocol Buffers, field after field: the few kinds of them that event files need.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int WITH_LENGTH = 2;
    private static final int FOUR_BYTES = 5;
    private static final int TYPE_BITS = 3;
    private static final int DIGIT_BITS = 7;
    private static final int DIGIT = 0x7F;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An {@code int64}, an {@code int32} or an enum. */
    Protobuf integer(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /** A {@code double}. */
    Protobuf real64(int field, double value) {
        key(field, EIGHT_BYTES);
        ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.writeBytes(buffer.putDouble(value).array());
        return this;
    }

    /** A {@code float}. */
    Protobuf real32(int field, float value) {
        key(field, FOUR_BYTES);
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.writeBytes(buffer.putFloat(value).array());
        return this;
    }

    /** A {@code string}, or a {@code bytes} that holds one. */
    Protobuf text(int field, String value) {
        return withLength(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Another message. */
    Protobuf message(int field, Protobuf value) {
        return withLength(field, value.bytes());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private Protobuf withLength(int field, byte[] value) {
        key(field, WITH_LENGTH);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void key(int field, int type) {
        varint(((long) field << TYPE_BITS) | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~DIGIT) != 0) {
            bytes.write((int) ((rest & DIGIT) | MORE));
            rest >>>= DIGIT_BITS;
        }
        bytes.write((int) rest);
    }
}

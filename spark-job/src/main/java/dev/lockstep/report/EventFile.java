package dev.lockstep.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads them: records of TensorFlow's {@code Event} messages.
 *
 * <pre>{@code
 * record   length: uint64 | masked CRC of length: uint32 | event | masked CRC of event: uint32        little-endian
 * masked   = (crc >>> 15 | crc << 17) + 0xa282ead8                                                    of CRC-32C
 * }</pre>
 *
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/v2.20.0/tensorflow/core/util/event.proto">event.proto</a>
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/v2.20.0/tensorflow/core/framework/summary.proto">summary.proto</a>
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">the records</a>
 */
final class EventFile implements Closeable {
    private static final String VERSION = "brain.Event:2";
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int MASK_SHIFT = 15;

    /** Fields of {@code Event}. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    /** Fields of {@code Summary.Value}; {@code Summary} itself has them repeated, as its field 1. */
    private static final int VALUE = 1;

    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;

    /** Fields of {@code SummaryMetadata} and its {@code PluginData}. */
    private static final int PLUGIN_DATA = 1;

    private static final int PLUGIN_NAME = 1;
    private static final int DATA_CLASS = 4;
    private static final int DATA_CLASS_TENSOR = 2;

    /** Fields of {@code TensorProto}. */
    private static final int DATA_TYPE = 1;

    private static final int STRING = 7;
    private static final int SHAPE = 2;
    private static final int STRING_VALUE = 8;

    private final FlushedFile out;
    private final DoubleSupplier wallTime;

    /**
     * A new file, with its first record.
     *
     * @param wallTime seconds since 1970
     */
    EventFile(FlushedFile out, DoubleSupplier wallTime) throws IOException {
        this.out = out;
        this.wallTime = wallTime;
        write(event(0).text(FILE_VERSION, VERSION));
    }

    /** Adds a point to the curve of each tag. */
    void scalars(long step, Map<String, Double> values) throws IOException {
        Protobuf summary = new Protobuf();
        values.forEach((tag, value) ->
                summary.message(VALUE, new Protobuf().text(TAG, tag).real32(SIMPLE_VALUE, value.floatValue())));
        write(event(step).message(SUMMARY, summary));
    }

    /**
     * Adds a text.
     *
     * @param markdown is shown as such
     */
    void text(String tag, String markdown) throws IOException {
        Protobuf metadata = new Protobuf()
                .message(PLUGIN_DATA, new Protobuf().text(PLUGIN_NAME, "text"))
                .integer(DATA_CLASS, DATA_CLASS_TENSOR);
        Protobuf tensor = new Protobuf()
                .integer(DATA_TYPE, STRING)
                .message(SHAPE, new Protobuf())
                .text(STRING_VALUE, markdown);
        Protobuf value = new Protobuf().text(TAG, tag).message(TENSOR, tensor).message(METADATA, metadata);
        write(event(0).message(SUMMARY, new Protobuf().message(VALUE, value)));
    }

    /** Ends it as {@link FlushedFile#abandon} does. */
    void abandon() {
        out.abandon();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private Protobuf event(long step) {
        return new Protobuf().real64(WALL_TIME, wallTime.getAsDouble()).integer(STEP, step);
    }

    private void write(Protobuf event) throws IOException {
        byte[] data = event.bytes();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length);
        record.putInt(maskedCrc(record.array(), Long.BYTES)).put(data).putInt(maskedCrc(data, data.length));
        out.write(record.array());
    }

    /** Masked, since a CRC over data that has CRCs in it finds less. */
    private static int maskedCrc(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), MASK_SHIFT) + MASK_DELTA;
    }
}

package dev.lockstep.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Weights as a safetensors file, which any safetensors reader reads. {@link SafeTensorsReader} says how it is made up. */
final class SafeTensorsWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private SafeTensorsWriter() {}

    /**
     * Writes the weights, all of which must be finite. The stream stays open.
     *
     * @param metadata kept beside them
     */
    static void write(OutputStream out, ParameterLayout layout, float[] theta, Map<String, String> metadata)
            throws IOException {
        Checks.require(theta.length == layout.size(), "number of weights", "" + layout.size(), theta.length);
        for (int i = 0; i < theta.length; i++) {
            Checks.finite("weight " + i, theta[i]);
        }
        writeHeader(out, layout.parameters(), metadata);
        writeValues(out, theta);
    }

    /** Writes vectors by name, all of which must be finite, which is not looked at, and none empty. The stream stays open. */
    static void write(OutputStream out, Map<String, float[]> vectors) throws IOException {
        List<Parameter> tensors = vectors.entrySet().stream()
                .map(vector -> new Parameter(vector.getKey(), List.of(vector.getValue().length), true, true))
                .toList();
        writeHeader(out, tensors, Map.of());
        for (float[] vector : vectors.values()) {
            writeValues(out, vector);
        }
    }

    private static void writeHeader(OutputStream out, List<Parameter> tensors, Map<String, String> metadata)
            throws IOException {
        byte[] header = header(tensors, metadata);
        byte[] length = new byte[TensorHeader.LENGTH_BYTES];
        TensorHeader.littleEndian(length).putLong(header.length);
        out.write(length);
        out.write(header);
    }

    private static void writeValues(OutputStream out, float[] values) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        FloatBuffer floats = TensorHeader.littleEndian(buffer).asFloatBuffer();
        for (int from = 0; from < values.length; from += BUFFER_BYTES / Float.BYTES) {
            int count = Math.min(values.length - from, BUFFER_BYTES / Float.BYTES);
            floats.clear().put(values, from, count);
            out.write(buffer, 0, count * Float.BYTES);
        }
    }

    private static byte[] header(List<Parameter> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(TensorHeader.METADATA);
                for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long begin = 0;
            for (Parameter tensor : tensors) {
                Checks.atLeast("size of tensor " + tensor.name(), tensor.size(), 1);
                Checks.require(
                        !tensor.name().equals(TensorHeader.METADATA), "name of a tensor", "not taken", tensor.name());
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", DataType.F32.name());
                writeNumbers(json, "shape", tensor.shape());
                long end = begin + (long) Float.BYTES * tensor.size();
                writeNumbers(json, "data_offsets", List.of(begin, end));
                json.writeEndObject();
                begin = end;
            }
            json.writeEndObject();
        }
        while (bytes.size() % TensorHeader.LENGTH_BYTES != 0) {
            bytes.write(' '); // so that readers can map the tensors aligned
        }
        return bytes.toByteArray();
    }

    private static void writeNumbers(JsonGenerator json, String key, List<? extends Number> numbers)
            throws IOException {
        json.writeArrayFieldStart(key);
        for (Number number : numbers) {
            json.writeNumber(number.longValue());
        }
        json.writeEndArray();
    }
}

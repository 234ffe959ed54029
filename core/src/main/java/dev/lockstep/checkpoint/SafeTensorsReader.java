package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Weights from a safetensors file: the length of a header in 8 little-endian bytes, the header in JSON, the tensors' bytes.
 * {@link SafeTensorsWriter} makes such files.
 *
 * @see <a href="https://github.com/huggingface/safetensors">The format</a>
 */
public final class SafeTensorsReader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_HEADER_BYTES = 100_000_000;
    /** What virtual machines allow as the length of an array. */
    private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

    private SafeTensorsReader() {}

    /**
     * The weights in a file, in the order of the layout.
     *
     * @param length of the file
     * @param file its name, for errors
     * @param layout the tensors that must be in it, and no others
     * @throws CheckpointException if it is not a whole safetensors file with just these tensors and finite values
     */
    public static float[] read(InputStream in, long length, String file, ParameterLayout layout) throws IOException {
        TensorHeader header = readHeader(in, length, file);
        requireSame(header, layout, file);
        return read(in, header, layout, length, file);
    }

    /** The tensors of a header, which is of this layout, after it. */
    static float[] read(InputStream in, TensorHeader header, ParameterLayout layout, long length, String file)
            throws IOException {
        float[] theta = new float[layout.size()];
        for (TensorEntry tensor : header.tensors()) {
            readTensor(in, layout, index(layout, tensor.name()), theta, file);
        }
        requireEnd(in, length, file);
        return theta;
    }

    /**
     * Writes into {@code theta} those tensors of a file that the layout has too, by name, and passes over all others.
     *
     * @param length of the file
     * @param file its name, for errors
     * @param wanted which names are taken
     * @return the names of the tensors that were written, in the order of the file
     * @throws CheckpointException if it is not a whole safetensors file, or a tensor that is taken has another shape there
     */
    public static List<String> readShared(
            InputStream in, long length, String file, ParameterLayout layout, Predicate<String> wanted, float[] theta)
            throws IOException {
        TensorHeader header = readHeader(in, length, file);
        List<String> taken = new ArrayList<>();
        for (TensorEntry tensor : header.tensors()) {
            int i = wanted.test(tensor.name()) ? index(layout, tensor.name()) : -1;
            if (i < 0) {
                skipFully(in, tensor.end() - tensor.begin(), file);
            } else {
                requireSame(tensor, layout.parameters().get(i), file, "; take only tensors that fit, by their names");
                readTensor(in, layout, i, theta, file);
                taken.add(tensor.name());
            }
        }
        requireEnd(in, length, file);
        return List.copyOf(taken);
    }

    private static void readTensor(InputStream in, ParameterLayout layout, int i, float[] theta, String file)
            throws IOException {
        readValues(
                in,
                theta,
                layout.offset(i),
                layout.offset(i + 1),
                layout.parameters().get(i).name(),
                file);
    }

    /**
     * The names and shapes of a header, as those of weights.
     *
     * @throws CheckpointException if they cannot be
     */
    static ParameterLayout layout(TensorHeader header, String file) throws IOException {
        requireFloats(header, file);
        try {
            return ParameterLayout.of(header.tensors().stream()
                    .map(tensor -> new Parameter(
                            tensor.name(),
                            tensor.shape().stream().map(Math::toIntExact).toList(),
                            true,
                            true))
                    .toList());
        } catch (ArithmeticException e) {
            throw new CheckpointException(file, "fewer than 2³¹ weights", "more", e);
        }
    }

    /**
     * All tensors of a file by name, each a flat array, in the order of their bytes.
     *
     * @throws CheckpointException if it is not a whole safetensors file with finite values of F32
     */
    static Map<String, float[]> read(InputStream in, TensorHeader header, long length, String file) throws IOException {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        requireFloats(header, file);
        for (TensorEntry tensor : header.tensors()) {
            float[] values = new float[(int) tensor.values()];
            readValues(in, values, 0, values.length, tensor.name(), file);
            tensors.put(tensor.name(), values);
        }
        requireEnd(in, length, file);
        return tensors;
    }

    private static void requireFloats(TensorHeader header, String file) throws CheckpointException {
        for (TensorEntry tensor : header.tensors()) {
            if (tensor.type() != DataType.F32 || tensor.values() > MOST_VALUES) {
                throw new CheckpointException(
                        file,
                        "tensor " + tensor.name() + " of F32 and at most " + MOST_VALUES + " values",
                        tensor.type() + " " + tensor.shape());
            }
        }
    }

    private static void readValues(InputStream in, float[] values, int begin, int end, String tensor, String file)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        FloatBuffer floats = TensorHeader.littleEndian(buffer).asFloatBuffer();
        for (int from = begin; from < end; from += BUFFER_BYTES / Float.BYTES) {
            int count = Math.min(end - from, BUFFER_BYTES / Float.BYTES);
            readFully(in, buffer, count * Float.BYTES, file);
            floats.clear().get(values, from, count);
        }
        requireFinite(values, begin, end, tensor, file);
    }

    private static void requireEnd(InputStream in, long length, String file) throws IOException {
        if (in.read() >= 0) {
            throw new CheckpointException(file, length + " bytes", "more");
        }
    }

    /** The header; the stream stands at the first tensor afterwards. */
    static TensorHeader readHeader(InputStream in, long length, String file) throws IOException {
        if (length < TensorHeader.LENGTH_BYTES) {
            throw new CheckpointException(file, "at least " + TensorHeader.LENGTH_BYTES + " bytes", length + " bytes");
        }
        byte[] prefix = new byte[TensorHeader.LENGTH_BYTES];
        readFully(in, prefix, TensorHeader.LENGTH_BYTES, file);
        long size = TensorHeader.littleEndian(prefix).getLong();
        // Compared before anything is allocated: the number may be anything.
        if (size < 0 || size > MOST_HEADER_BYTES || size > length - TensorHeader.LENGTH_BYTES) {
            throw new CheckpointException(
                    file,
                    "a header of at most " + Math.min(MOST_HEADER_BYTES, length - TensorHeader.LENGTH_BYTES) + " bytes",
                    "a length of " + Long.toUnsignedString(size));
        }
        byte[] json = new byte[(int) size];
        readFully(in, json, json.length, file);
        return TensorHeader.parse(json, length - TensorHeader.LENGTH_BYTES - size, file);
    }

    private static void requireSame(TensorHeader header, ParameterLayout layout, String file)
            throws CheckpointException {
        for (Parameter tensor : layout.parameters()) {
            TensorEntry entry = header.find(tensor.name())
                    .orElseThrow(() -> new CheckpointException(
                            file,
                            "a tensor " + tensor.name(),
                            header.tensors().stream()
                                            .map(TensorEntry::name)
                                            .limit(10)
                                            .toList() + ""));
            requireSame(entry, tensor, file, "");
        }
        if (header.tensors().size() != layout.parameters().size()) {
            String stranger = header.tensors().stream()
                    .map(TensorEntry::name)
                    .filter(name -> index(layout, name) < 0)
                    .findFirst()
                    .orElseThrow();
            throw new CheckpointException(file, layout.parameters().size() + " tensors", "one more, " + stranger);
        }
    }

    private static void requireSame(TensorEntry entry, Parameter tensor, String file, String remedy)
            throws CheckpointException {
        List<Long> shape = tensor.shape().stream().map(Integer::longValue).toList();
        if (entry.type() != DataType.F32 || !entry.shape().equals(shape)) {
            throw new CheckpointException(
                    file, "tensor " + tensor.name() + " of F32 " + shape, entry.type() + " " + entry.shape() + remedy);
        }
    }

    private static int index(ParameterLayout layout, String name) {
        for (int i = 0; i < layout.parameters().size(); i++) {
            if (layout.parameters().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static void requireFinite(float[] theta, int from, int to, String tensor, String file)
            throws CheckpointException {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(theta[i])) {
                throw new CheckpointException(
                        file, "finite values in tensor " + tensor, theta[i] + " at " + (i - from));
            }
        }
    }

    private static void readFully(InputStream in, byte[] bytes, int count, String file) throws IOException {
        int read = in.readNBytes(bytes, 0, count);
        if (read < count) {
            throw new CheckpointException(file, count + " more bytes", "its end after " + read);
        }
    }

    private static void skipFully(InputStream in, long count, String file) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (EOFException e) {
            throw new CheckpointException(file, count + " more bytes", "its end", e);
        }
    }
}

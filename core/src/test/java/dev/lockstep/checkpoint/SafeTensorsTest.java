package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SafeTensorsTest {
    private static final String FILE = "model.safetensors";
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new Parameter("weight", List.of(2, 3), true, true), new Parameter("bias", List.of(2), true, false)));

    /** As the reference implementation lays it out: bias before weight, a header padded to 8 bytes, 0x20 for padding. */
    private static final byte[] BY_HAND = {
        -104, 0, 0, 0, 0, 0, 0, 0, // 152 bytes of header
    };

    private static final String HEADER =
            "{\"__metadata__\":{\"format\":\"pt\"},\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                    + "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]}}   ";

    private static final byte[] VALUES = {
        0, 0, 0, 64, // 2
        0, 0, 0, -64, // -2
        0, 0, -128, 63, // 1
        0, 0, 0, 63, // 0.5
        0, 0, -64, 63, // 1.5
        0, 0, 0, -128, // -0
        1, 0, 0, 0, // the smallest above 0
        -1, -1, 127, 127, // the largest
    };

    @Test
    void readsAFileWrittenByHandInAnotherOrder() throws IOException {
        assertThat(HEADER).hasSize(152);
        byte[] file = join(BY_HAND, HEADER.getBytes(StandardCharsets.UTF_8), VALUES);

        assertThat(read(file, LAYOUT))
                .usingComparatorWithPrecision(0f)
                .containsExactly(1f, 0.5f, 1.5f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 2f, -2f);
        assertThat(SafeTensorsReader.readHeader(new ByteArrayInputStream(file), file.length, FILE)
                        .metadata())
                .containsExactly(Map.entry("format", "pt"));
    }

    @Test
    void writesWhatTheReferenceWouldRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafeTensorsWriter.write(out, ParameterLayout.vector(2), new float[] {1, -2}, Map.of("model", "linear"));

        String header = "{\"__metadata__\":{\"model\":\"linear\"},"
                + "\"theta\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}    ";
        assertThat(header.length() % 8).isZero();
        assertThat(out.toByteArray()).isEqualTo(file(header, new byte[] {0, 0, -128, 63, 0, 0, 0, -64}));
    }

    @Test
    void longTensorsSurviveBitForBit() throws IOException {
        ParameterLayout layout = ParameterLayout.of(List.of(
                new Parameter("a", List.of(40_001), true, true),
                new Parameter("b", List.of(), true, true),
                new Parameter("c", List.of(16_384, 1), true, true)));
        float[] theta = new float[layout.size()];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = Float.intBitsToFloat(i * 37_003 & 0x7f7fffff);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafeTensorsWriter.write(out, layout, theta, Map.of());

        assertThat(read(out.toByteArray(), layout)).isEqualTo(theta);
    }

    @Test
    void readsTheTensorsThatTheLayoutHasTooAndLeavesTheOthersAlone() throws IOException {
        byte[] file = join(BY_HAND, HEADER.getBytes(StandardCharsets.UTF_8), VALUES);
        ParameterLayout layout = ParameterLayout.of(List.of(
                new Parameter("new", List.of(1), true, true), new Parameter("weight", List.of(2, 3), true, true)));
        float[] theta = {7, 7, 7, 7, 7, 7, 7};

        assertThat(readShared(file, layout, name -> true, theta)).containsExactly("weight");
        assertThat(theta).containsExactly(7f, 1f, 0.5f, 1.5f, -0f, Float.MIN_VALUE, Float.MAX_VALUE);

        float[] others = {7, 7, 7, 7, 7, 7, 7, 7};
        assertThat(readShared(file, LAYOUT, "bias"::equals, others)).containsExactly("bias");
        assertThat(others).containsExactly(7, 7, 7, 7, 7, 7, 2, -2);
    }

    @Test
    void sharedTensorsOfOtherShapesAreRefusedWithBothShapes() {
        byte[] file = join(BY_HAND, HEADER.getBytes(StandardCharsets.UTF_8), VALUES);
        ParameterLayout layout = ParameterLayout.of(List.of(new Parameter("weight", List.of(3, 2), true, true)));

        assertThatThrownBy(() -> readShared(file, layout, name -> true, new float[6]))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(FILE
                        + ": expected tensor weight of F32 [3, 2], found F32 [2, 3]; take only tensors that fit, by"
                        + " their names");
    }

    @Test
    void sharedTensorsAreReadFromWholeFilesOnly() {
        byte[] file = join(BY_HAND, HEADER.getBytes(StandardCharsets.UTF_8), VALUES);
        for (String wanted : List.of("bias", "weight")) {
            ByteArrayInputStream cut = new ByteArrayInputStream(file, 0, file.length - 1);
            assertThatThrownBy(() ->
                            SafeTensorsReader.readShared(cut, file.length, FILE, LAYOUT, wanted::equals, new float[8]))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("its end");
        }
        assertThatThrownBy(() -> SafeTensorsReader.readShared(
                        new ByteArrayInputStream(join(file, new byte[1])),
                        file.length,
                        FILE,
                        LAYOUT,
                        name -> false,
                        new float[8]))
                .hasMessageEndingWith("found more");
    }

    private static List<String> readShared(byte[] file, ParameterLayout layout, Predicate<String> wanted, float[] theta)
            throws IOException {
        return SafeTensorsReader.readShared(new ByteArrayInputStream(file), file.length, FILE, layout, wanted, theta);
    }

    @Test
    void refusesToWriteWhatItWouldNotRead() {
        assertThatThrownBy(() -> write(ParameterLayout.vector(2), 1, Float.NaN))
                .hasMessage("weight 1 must be finite, but was NaN");
        assertThatThrownBy(() -> write(ParameterLayout.vector(2), 1))
                .hasMessage("number of weights must be 2, but was 1");
        assertThatThrownBy(() -> write(ParameterLayout.vector(0))).hasMessageContaining("size of tensor theta");
        assertThatThrownBy(() ->
                        write(ParameterLayout.of(List.of(new Parameter("__metadata__", List.of(1), true, true))), 1))
                .hasMessageContaining("name of a tensor");
    }

    static Stream<Arguments> malformed() {
        String t = "\"theta\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        return Stream.of(
                header("", "a header that starts with {"),
                header(" {" + t + "}", "a header that starts with {"),
                header("[1]", "a header that starts with {"),
                header("{", "a header in JSON"),
                header("{" + t + "} x", "a header in JSON"),
                header("{" + t + "} {}", "only spaces"),
                header("{\"theta\":{\"dtype\":\"F32\"},\"theta\":{}}", "dtype, shape and two data_offsets"),
                header("{" + t + "," + t + "}", "Duplicate field 'theta'"),
                header(
                        "{\"theta\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                        "Duplicate field 'dtype'"),
                header("{\"theta\":[]}", "tensor theta to be a map"),
                header(tensor("\"F31\"", "[2]", "[0,8]"), "a known dtype of tensor theta, found F31"),
                header(tensor("5", "[2]", "[0,8]"), "dtype of tensor theta to be a text"),
                header(tensor("\"F32\"", "2", "[0,8]"), "shape of tensor theta to be a list"),
                header(tensor("\"F32\"", "[2.0]", "[0,8]"), "whole numbers as shape"),
                header(tensor("\"F32\"", "[-2]", "[0,8]"), "in [0, 2⁶³), found -2"),
                header(tensor("\"F32\"", "[2,18446744073709551614]", "[0,8]"), "in [0, 2⁶³)"),
                header(tensor("\"F32\"", "[2,9223372036854775807]", "[0,8]"), "fewer than 2⁶³ bits"),
                header(tensor("\"F32\"", "[576460752303423488]", "[0,8]"), "fewer than 2⁶³ bits"),
                header(tensor("\"F32\"", "[1,1,1,1,1,1,1,1,2]", "[0,8]"), "at most 8 numbers"),
                header(tensor("\"F32\"", "[0]", "[0,0]"), "whole bytes, at least one"),
                header(tensor("\"F4\"", "[3]", "[0,2]"), "whole bytes"),
                header(tensor("\"F32\"", "[2]", "[0]"), "two data_offsets"),
                header(tensor("\"F32\"", "[2]", "[0,4,8]"), "at most 2 numbers"),
                header(tensor("\"F32\"", "[2]", "[-8,0]"), "in [0, 2⁶³), found -8"),
                header(tensor("\"F32\"", "[2]", "[8,0]"), "8 bytes for tensor theta"),
                header(tensor("\"F32\"", "[3]", "[0,8]"), "12 bytes for tensor theta"),
                header(tensor("\"F32\"", "[2]", "[4,12]"), "theta to begin at 0"),
                header(tensor("\"F32\"", "[1]", "[0,4]"), "4 bytes of tensors after the header, found 8"),
                header(tensor("\"F32\"", "[3]", "[0,12]"), "12 bytes of tensors after the header, found 8"),
                header(tensor("\"F32\"", "[2]", "[0,8],\"more\":1"), "found the key more"),
                header("{\"__metadata__\":{\"a\":1}," + t + "}", "__metadata__ of texts"),
                header("{\"__metadata__\":null," + t + "}", "__metadata__ to be a map"),
                header(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        "b to begin at 4"),
                header("{\"\u00fc\":1}", "a header in UTF-8"),
                header(tensor("\"F32\"", "[" + "1".repeat(200) + "]", "[0,8]"), "a header in JSON"),
                // Well formed, but another model's.
                header(tensor("\"I32\"", "[2]", "[0,8]"), "tensor theta of F32 [2], found I32 [2]"),
                header(tensor("\"F32\"", "[1,2]", "[0,8]"), "tensor theta of F32 [2], found F32 [1, 2]"),
                header(tensor("\"F32\"", "[2]", "[0,8]").replace("theta", "w"), "a tensor theta, found [w]"),
                header(
                        "{\"theta\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                + "\"w\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[8,16]}}",
                        "1 tensors, found one more, w",
                        new byte[16]),
                header("{" + t + "}", "finite values in tensor theta, found Infinity at 1", new byte[] {
                    0, 0, 0, 0, 0, 0, -128, 127
                }),
                Arguments.of(new byte[7], "at least 8 bytes, found 7 bytes"),
                Arguments.of(new byte[0], "at least 8 bytes"),
                Arguments.of(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'}, "a header of at most 2 bytes"),
                Arguments.of(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'}, "a length of 18446744073709551615"),
                Arguments.of(new byte[] {0, -31, -11, 5, 1, 0, 0, 0, '{', '}'}, "a length of 4394967296"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatIsMalformed(byte[] file, String message) {
        assertThatThrownBy(() -> read(file, ParameterLayout.vector(2)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(FILE + ": expected ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesTooManyTensors() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= 100_000; i++) {
            header.append("\"t")
                    .append(i)
                    .append("\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[")
                    .append(i)
                    .append(',')
                    .append(i + 1)
                    .append("]},");
        }
        assertThatThrownBy(() -> read(file(header.toString(), new byte[0]), LAYOUT))
                .hasMessageContaining("at most 100000 tensors");
    }

    @Test
    void refusesAFileThatIsNotAsLongAsItWas() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafeTensorsWriter.write(out, ParameterLayout.vector(2), new float[] {1, 2}, Map.of());
        byte[] whole = out.toByteArray();

        for (int length = 0; length < whole.length; length++) {
            ByteArrayInputStream cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> SafeTensorsReader.read(cut, whole.length, FILE, ParameterLayout.vector(2)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("found its end after");
        }
        assertThatThrownBy(() -> SafeTensorsReader.read(
                        new ByteArrayInputStream(join(whole, new byte[1])),
                        whole.length,
                        FILE,
                        ParameterLayout.vector(2)))
                .hasMessageEndingWith("found more");
    }

    private static String tensor(String type, String shape, String offsets) {
        return "{\"theta\":{\"dtype\":" + type + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    private static Arguments header(String header, String message) {
        return header(header, message, new byte[8]);
    }

    private static Arguments header(String header, String message, byte[] data) {
        return Arguments.of(file(header, data), message);
    }

    private static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] length = new byte[8];
        ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length);
        return join(length, json, data);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static float[] read(byte[] file, ParameterLayout layout) throws IOException {
        return SafeTensorsReader.read(new ByteArrayInputStream(file), file.length, FILE, layout);
    }

    private static void write(ParameterLayout layout, float... theta) throws IOException {
        SafeTensorsWriter.write(new ByteArrayOutputStream(), layout, theta, Map.of());
    }
}

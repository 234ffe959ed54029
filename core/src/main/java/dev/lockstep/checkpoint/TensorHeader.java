package dev.lockstep.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a safetensors file, checked as strictly as the reference implementation does, and more: duplicate keys, space
 * before the header, empty tensors, more than 8 dimensions and more than 100,000 tensors are refused too, since two readers
 * could see two different files in them.
 *
 * @param tensors in the order of their bytes
 */
record TensorHeader(List<TensorEntry> tensors, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";

    /** Of the length before the header, which is filled up with spaces to a multiple of as many. */
    static final int LENGTH_BYTES = 8;

    private static final int MOST_DIMENSIONS = 8;
    private static final int MOST_TENSORS = 100_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 12)
                    .maxNumberLength(100)
                    .build())
            .build();

    TensorHeader {
        tensors = List.copyOf(tensors);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * The header in these bytes.
     *
     * @param dataLength the bytes that follow it in the file
     */
    static TensorHeader parse(byte[] json, long dataLength, String file) throws IOException {
        if (json.length == 0 || json[0] != '{') {
            throw new CheckpointException(file, "a header that starts with {", "another byte");
        }
        Reader text = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = JSON.createParser(text)) {
            TensorHeader header = new HeaderParser(parser, file).header();
            header.requireWhole(dataLength, file);
            return header;
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "a header in JSON", e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, "a header in UTF-8", "other bytes", e);
        }
    }

    /** How numbers lie in a file. */
    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    Optional<TensorEntry> find(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /** Throws unless the tensors fill the data, one after another. */
    private void requireWhole(long dataLength, String file) throws CheckpointException {
        long at = 0;
        for (TensorEntry tensor : tensors) {
            if (tensor.begin() != at) {
                throw new CheckpointException(
                        file, "tensor " + tensor.name() + " to begin at " + at, "it at " + tensor.begin());
            }
            at = tensor.end();
        }
        if (at != dataLength) {
            throw new CheckpointException(file, at + " bytes of tensors after the header", dataLength + " bytes");
        }
    }

    /** Reads the JSON token by token, so that nothing is built of what is not allowed. */
    private static final class HeaderParser {
        private final JsonParser parser;
        private final String file;
        private final List<TensorEntry> tensors = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        HeaderParser(JsonParser parser, String file) {
            this.parser = parser;
            this.file = file;
        }

        TensorHeader header() throws IOException {
            expect(JsonToken.START_OBJECT, "a map of tensors");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    readMetadata();
                } else {
                    tensors.add(tensor(name));
                }
                if (tensors.size() > MOST_TENSORS) {
                    throw new CheckpointException(file, "at most " + MOST_TENSORS + " tensors", "more");
                }
            }
            if (parser.nextToken() != null) {
                throw new CheckpointException(file, "only spaces after the header's }", "more");
            }
            tensors.sort(Comparator.comparingLong(TensorEntry::begin));
            return new TensorHeader(tensors, metadata);
        }

        private void readMetadata() throws IOException {
            expect(JsonToken.START_OBJECT, METADATA + " to be a map");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                expect(JsonToken.VALUE_STRING, METADATA + " of texts");
                metadata.put(key, parser.getText());
            }
        }

        private TensorEntry tensor(String name) throws IOException {
            expect(JsonToken.START_OBJECT, "tensor " + name + " to be a map");
            Optional<DataType> type = Optional.empty();
            Optional<List<Long>> shape = Optional.empty();
            Optional<List<Long>> offsets = Optional.empty();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                switch (key) {
                    case "dtype" -> type = Optional.of(type(name));
                    case "shape" -> shape = Optional.of(numbers(name, key, MOST_DIMENSIONS));
                    case "data_offsets" -> offsets = Optional.of(numbers(name, key, 2));
                    default ->
                        throw new CheckpointException(
                                file, "dtype, shape and data_offsets of tensor " + name, "the key " + key);
                }
            }
            if (type.isEmpty() || shape.isEmpty() || offsets.map(List::size).orElse(0) != 2) {
                throw new CheckpointException(
                        file, "dtype, shape and two data_offsets of tensor " + name, "not all of them");
            }
            long begin = offsets.get().get(0);
            long end = offsets.get().get(1);
            long bytes = bytes(name, type.get(), shape.get());
            if (end - begin != bytes) {
                throw new CheckpointException(
                        file,
                        bytes + " bytes for tensor " + name + " of shape " + shape.get(),
                        "data_offsets " + begin + " to " + end);
            }
            return new TensorEntry(name, type.get(), shape.get(), begin, end);
        }

        private DataType type(String name) throws IOException {
            expect(JsonToken.VALUE_STRING, "dtype of tensor " + name + " to be a text");
            String type = parser.getText();
            return DataType.of(type)
                    .orElseThrow(() -> new CheckpointException(file, "a known dtype of tensor " + name, type));
        }

        /** Whole numbers from 0 on. */
        private List<Long> numbers(String name, String key, int most) throws IOException {
            expect(JsonToken.START_ARRAY, key + " of tensor " + name + " to be a list");
            List<Long> numbers = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                if (!fits || parser.getLongValue() < 0) {
                    throw new CheckpointException(file, key + " of tensor " + name + " in [0, 2⁶³)", parser.getText());
                }
                if (numbers.size() == most) {
                    throw new CheckpointException(
                            file, "at most " + most + " numbers as " + key + " of " + name, "more");
                }
                numbers.add(parser.getLongValue());
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new CheckpointException(file, "whole numbers as " + key + " of tensor " + name, "something else");
            }
            return numbers;
        }

        private long bytes(String name, DataType type, List<Long> shape) throws CheckpointException {
            try {
                long values = 1;
                for (long dimension : shape) {
                    values = Math.multiplyExact(values, dimension);
                }
                long bits = Math.multiplyExact(values, (long) type.bits());
                if (bits > 0 && bits % 8 == 0) {
                    return bits / 8;
                }
            } catch (ArithmeticException e) {
                throw new CheckpointException(
                        file, "a tensor " + name + " of fewer than 2⁶³ bits", "shape " + shape, e);
            }
            throw new CheckpointException(
                    file, "tensor " + name + " to fill whole bytes, at least one", "shape " + shape);
        }

        private void expect(JsonToken token, String expected) throws IOException {
            if (parser.nextToken() != token) {
                throw new CheckpointException(file, expected, "something else");
            }
        }
    }
}

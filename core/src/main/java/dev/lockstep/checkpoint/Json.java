package dev.lockstep.checkpoint;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How JSON is read and written here: types come from our records alone, never from a file, and what is read is bounded. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(1 << 20)
                            .maxNumberLength(100)
                            .maxDocumentLength(1L << 28)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private Json() {}

    /** Lines for people, with one at the end. */
    static byte[] pretty(JsonNode root) throws IOException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        String text = MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
                .writeValueAsString(root);
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a file says.
     *
     * @param expected what it is, for the error
     */
    static JsonNode read(InputStream in, String file, String expected) throws IOException {
        try {
            // A reader, since Jackson would otherwise guess among UTF-8, 16 and 32.
            return MAPPER.readTree(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, expected + " in JSON", e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, expected + " in UTF-8", "other bytes", e);
        }
    }
}

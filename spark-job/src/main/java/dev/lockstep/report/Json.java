package dev.lockstep.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps as JSON, in their order. What is not a finite number becomes {@code null}: JSON has no word for it. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** One line, without its end. */
    public static String line(Map<String, ?> values) {
        return write(MAPPER, values);
    }

    /** Several lines, for people. */
    public static String pretty(Map<String, ?> values) {
        return write(PRETTY, values) + "\n";
    }

    private static String write(ObjectMapper mapper, Map<String, ?> values) {
        try {
            return mapper.writeValueAsString(finite(values));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + values, e);
        }
    }

    private static @Nullable Object finite(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, inner) -> copy.put(key.toString(), finite(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(inner -> copy.add(finite(inner)));
            return copy;
        }
        return value instanceof Double number && !Double.isFinite(number) ? null : value;
    }
}

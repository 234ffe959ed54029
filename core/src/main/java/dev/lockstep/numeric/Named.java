package dev.lockstep.numeric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something chosen by name, with settings of its own: a loss, a metric, an optimizer, a schedule, a model.
 *
 * <p>Whole numbers are kept as {@link Long} and others as {@link Double}, so that what was read equals what was written.
 *
 * @param settings numbers, texts, flags, lengths, lists and maps of them
 */
public record Named(String name, Map<String, Object> settings) {
    public Named {
        settings = copy(settings);
    }

    /** A name without settings. */
    public static Named of(String name) {
        return new Named(name, Map.of());
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key.toString(), copyOf(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object copyOf(Object value) {
        if (value instanceof Integer || value instanceof Short) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Map<?, ?> map) {
            return copy(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copyOf(item)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}

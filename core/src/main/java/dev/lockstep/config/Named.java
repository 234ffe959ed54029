package dev.lockstep.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something chosen by name, with settings of its own: a loss, a metric, an optimizer, a schedule, a model.
 *
 * @param settings numbers, texts, flags, {@link Length}s, lists and maps of them
 */
public record Named(String name, Map<String, Object> settings) {
    public Named {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
}

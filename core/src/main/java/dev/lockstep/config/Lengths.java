package dev.lockstep.config;

import dev.lockstep.numeric.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lengths among the settings of a schedule: texts until they are read, numbers of steps once the run's steps are known. */
final class Lengths {
    private Lengths() {}

    /** The same thing with every {@link Length} in its settings turned into a number of steps, as {@link Length#toSteps} does. */
    static Named toSteps(Named named, double stepsPerEpoch, double totalSteps) {
        return map(named, item -> item instanceof Length length ? length.toSteps(stepsPerEpoch, totalSteps) : item);
    }

    /** The same thing with every text that says a length, such as {@code 2 epochs}, turned into a {@link Length}. */
    static Named parse(Named named) {
        return map(
                named,
                item -> item instanceof String text
                        ? Length.parse(text).<Object>map(l -> l).orElse(text)
                        : item);
    }

    private static Named map(Named named, Function<Object, Object> change) {
        Map<String, Object> settings = new LinkedHashMap<>();
        named.settings().forEach((key, value) -> settings.put(key, apply(value, change)));
        return new Named(named.name(), settings);
    }

    private static Object apply(Object value, Function<Object, Object> change) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> apply(item, change)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> changed = new LinkedHashMap<>();
            map.forEach((key, item) -> changed.put(key, apply(item, change)));
            return changed;
        }
        return change.apply(value);
    }
}

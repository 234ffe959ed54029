package dev.lockstep.config;

import dev.lockstep.numeric.Named;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The one rate that a schedule is made from, which may stand in the schedule that it is around. */
final class BaseRate {
    private static final Map<String, String> AROUND = Map.of("warm_up", "then", "scaled", "schedule");
    private static final String PIECEWISE = "piecewise";
    private static final String FACTORS = "factors";
    private static final String NAME = "name";

    private BaseRate() {}

    /** Whether there is one. */
    static boolean isIn(Named schedule) {
        return inner(schedule).map(BaseRate::isIn).orElseGet(() -> !severalRates(schedule));
    }

    private static boolean severalRates(Named schedule) {
        return schedule.name().equals("sequence")
                || (schedule.name().equals(PIECEWISE) && !schedule.settings().containsKey(FACTORS));
    }

    /** Where it is among the settings, for example {@code then.learning_rate}. */
    static String path(Named schedule) {
        return inner(schedule)
                .map(inner -> around(schedule) + "." + path(inner))
                .orElseGet(() -> schedule.name().equals("one_cycle") ? "max_learning_rate" : "learning_rate");
    }

    static Optional<Object> of(Named schedule) {
        return inner(schedule)
                .map(BaseRate::of)
                .orElseGet(() -> Optional.ofNullable(schedule.settings().get(path(schedule))));
    }

    /** The same schedule with that rate. */
    static Named with(Named schedule, Object rate) {
        return inner(schedule).map(inner -> around(schedule, with(inner, rate))).orElseGet(() -> {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put(path(schedule), rate);
            schedule.settings().forEach(settings::putIfAbsent);
            return new Named(schedule.name(), settings);
        });
    }

    /** The same schedule without its rate. */
    static Named without(Named schedule) {
        return inner(schedule).map(inner -> around(schedule, without(inner))).orElseGet(() -> {
            Map<String, Object> settings = new LinkedHashMap<>(schedule.settings());
            settings.remove(path(schedule));
            return new Named(schedule.name(), settings);
        });
    }

    /** As it is written: a map with its name. */
    static Map<String, Object> tree(Named schedule) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(NAME, schedule.name());
        tree.putAll(schedule.settings());
        return tree;
    }

    private static Named around(Named schedule, Named inner) {
        Map<String, Object> settings = new LinkedHashMap<>(schedule.settings());
        settings.put(around(schedule), tree(inner));
        return new Named(schedule.name(), settings);
    }

    private static String around(Named schedule) {
        return AROUND.getOrDefault(schedule.name(), "");
    }

    private static Optional<Named> inner(Named schedule) {
        return Optional.ofNullable(schedule.settings().get(around(schedule))).map(value -> {
            if (!(value instanceof Map<?, ?> map)) {
                return Named.of(value.toString());
            }
            Map<String, Object> settings = new LinkedHashMap<>();
            map.forEach((key, item) -> settings.put(key.toString(), item));
            Object name = settings.remove(NAME);
            return new Named(String.valueOf(name), settings);
        });
    }
}

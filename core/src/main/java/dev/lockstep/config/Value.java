package dev.lockstep.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML document that knows where it stands, so that an error can say so. */
sealed interface Value {
    /** File and line, or the option of the command line that gave it. */
    String where();

    /**
     * A text, a number, a flag or nothing.
     *
     * @param plain without quotes: {@code true} is a flag, and {@code 'true'} a text
     */
    record Scalar(String text, boolean plain, String where) implements Value {}

    /** Values in order. */
    record Sequence(List<Value> items, String where) implements Value {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Values by key, in the order of the file. Not copied: overrides change it. */
    record Mapping(Map<String, Value> entries, String where) implements Value {
        static Mapping empty(String where) {
            return new Mapping(new LinkedHashMap<>(), where);
        }
    }
}

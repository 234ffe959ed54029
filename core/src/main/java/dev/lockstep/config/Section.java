package dev.lockstep.config;

import dev.lockstep.numeric.Names;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A map of settings, read key by key; {@link #finish()} refuses the keys that nobody asked for. */
final class Section {
    private final String path;
    private final Value.Mapping mapping;
    private final Set<String> asked = new LinkedHashSet<>();

    Section(String path, Value.Mapping mapping) {
        this.path = path;
        this.mapping = mapping;
    }

    /** The whole map as one value. */
    Field field() {
        return new Field(path, mapping);
    }

    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /** Says that these keys exist, without reading them. */
    Section knows(String... keys) {
        asked.addAll(List.of(keys));
        return this;
    }

    Optional<Field> find(String key) {
        asked.add(key);
        return Optional.ofNullable(mapping.entries().get(key)).map(value -> new Field(Field.join(path, key), value));
    }

    /** What was given for a key, unless that is {@code none}. */
    Optional<Field> findUnlessNone(String key) {
        return find(key).filter(field -> !field.is(Field.NONE));
    }

    /** A key that has no default; the example goes into the error. */
    Field require(String key, String example) {
        return find(key).orElseThrow(() -> {
            String whole = Field.join(path, key);
            // What is missing may be there under another name, or misspelt.
            mapping.entries().keySet().stream()
                    .filter(other -> !asked.contains(other))
                    .filter(other ->
                            ForeignNames.path(other).filter(whole::equals).isPresent()
                                    || Names.nearest(other, List.of(key)).isPresent())
                    .findFirst()
                    .ifPresent(this::refuse);
            return field().error(whole + " is missing: write for example " + example);
        });
    }

    /** The map at a key; an empty one where there is none. */
    Section section(String key) {
        return find(key)
                .map(Field::section)
                .orElseGet(() -> new Section(Field.join(path, key), Value.Mapping.empty(mapping.where())));
    }

    /** All entries but those read until now, as they are. */
    Map<String, Field> rest() {
        Map<String, Field> rest = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> {
            if (!asked.contains(key)) {
                rest.put(key, new Field(Field.join(path, key), value));
            }
        });
        asked.addAll(rest.keySet());
        return rest;
    }

    /** Refuses every key that was not asked for. */
    void finish() {
        mapping.entries().keySet().stream()
                .filter(key -> !asked.contains(key))
                .findFirst()
                .ifPresent(this::refuse);
    }

    /** Refuses every key but these, which exclude the others that were asked for. */
    void finishWithOnly(String... keys) {
        finish();
        mapping.entries().forEach((key, value) -> {
            if (!List.of(keys).contains(key)) {
                Field other = new Field(Field.join(path, key), value);
                throw other.error(other.path() + " cannot stand beside " + keys[0] + ": keep one of them");
            }
        });
    }

    private void refuse(String key) {
        String whole = Field.join(path, key);
        String remedy = ForeignNames.path(key)
                .filter(ours -> !ours.equals(whole))
                .map(ours -> "write " + ours)
                .orElseGet(() -> Names.hint(key, asked));
        throw new Field(whole, mapping.entries().getOrDefault(key, mapping))
                .error("unknown key " + whole + ": " + remedy);
    }
}

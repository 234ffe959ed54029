package dev.lockstep.config;

import dev.lockstep.numeric.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * A value together with its key, to be read as what it should be; whatever else it is becomes an error that names both.
 *
 * @param path the key with those above it, for example {@code trainer.epochs}
 */
record Field(String path, Value value) {
    /** The word for what is absent. */
    static final String NONE = "none";

    private static final ScalarResolver TYPES = new CoreScalarResolver(true);

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean isScalar() {
        return value instanceof Value.Scalar;
    }

    boolean isSequence() {
        return value instanceof Value.Sequence;
    }

    boolean isMapping() {
        return value instanceof Value.Mapping;
    }

    /** Whether this is that bare word. */
    boolean is(String word) {
        return value instanceof Value.Scalar scalar && scalar.text().equals(word);
    }

    /** A text as it stands there, also where it looks like a number or a flag. */
    String text() {
        if (value instanceof Value.Scalar scalar && !scalar.text().isBlank() && !isNull(scalar)) {
            return scalar.text();
        }
        throw wrong("a text");
    }

    /** A text as it stands there, also an empty one: {@code nullValue: ''}. */
    String anyText() {
        return value instanceof Value.Scalar scalar && !scalar.plain() ? scalar.text() : text();
    }

    long wholeNumber() {
        if (plain() instanceof Long number) {
            return number;
        }
        throw wrong("a whole number");
    }

    int integer() {
        long number = wholeNumber();
        if (number != (int) number) {
            throw wrong("between −2³¹ and 2³¹ − 1");
        }
        return (int) number;
    }

    double number() {
        if (plain() instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong("a number");
    }

    /** One of an enum's constants, in lower case. */
    <E extends Enum<E>> E oneOf(List<E> constants) {
        for (E constant : constants) {
            if (is(constant.name().toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw wrong("one of "
                + constants.stream()
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /** The items of a list. */
    List<Field> items() {
        if (value instanceof Value.Sequence sequence) {
            return sequence.items().stream().map(item -> new Field(path, item)).toList();
        }
        throw wrong("a list");
    }

    /** A list of texts, or one text for a list of one. */
    List<String> texts() {
        return isScalar() ? List.of(text()) : items().stream().map(Field::text).toList();
    }

    /** The value at a path of keys below this one; where that ends too soon, the last that there is. */
    Field at(String keys) {
        String[] key = keys.split("\\.", 2);
        return value instanceof Value.Mapping mapping && mapping.entries().containsKey(key[0])
                ? section()
                        .find(key[0])
                        .map(field -> key.length == 1 ? field : field.at(key[1]))
                        .orElse(this)
                : this;
    }

    Section section() {
        if (value instanceof Value.Mapping mapping) {
            return new Section(path, mapping);
        }
        throw wrong("a map of settings");
    }

    /** The value as it is: a {@link Long}, a {@link Double}, a {@link Boolean}, a text, a list or a map of these. */
    Object plain() {
        if (value instanceof Value.Sequence) {
            return items().stream().map(Field::plain).toList();
        }
        if (value instanceof Value.Mapping mapping) {
            Map<String, Object> plain = new LinkedHashMap<>();
            mapping.entries().forEach((key, item) -> plain.put(key, new Field(join(path, key), item).plain()));
            return plain;
        }
        return plain((Value.Scalar) value);
    }

    private Object plain(Value.Scalar scalar) {
        if (!scalar.plain()) {
            return scalar.text();
        }
        if (isNull(scalar)) {
            throw wrong("given");
        }
        Tag type = TYPES.resolve(scalar.text(), true);
        if (type.equals(Tag.BOOL)) {
            return Boolean.valueOf(scalar.text());
        }
        try {
            if (type.equals(Tag.INT)) {
                return Long.valueOf(scalar.text());
            }
            if (type.equals(Tag.FLOAT)) {
                return Double.valueOf(scalar.text().replace(".inf", "Infinity").replace(".nan", "NaN"));
            }
        } catch (NumberFormatException e) {
            return scalar.text(); // hexadecimal, or beyond 64 bits: not a number here
        }
        return scalar.text();
    }

    private static boolean isNull(Value.Scalar scalar) {
        return scalar.plain() && TYPES.resolve(scalar.text(), true).equals(Tag.NULL);
    }

    /** What says that this value breaks a rule: {@code trainer.epochs must be a whole number, but was ten (run.yaml:12)}. */
    ConfigException wrong(String rule) {
        return error(path + " must be " + rule + ", but was " + shown());
    }

    ConfigException error(String message) {
        return new ConfigException(message + " (" + value.where() + ")");
    }

    private String shown() {
        if (value instanceof Value.Scalar scalar) {
            return scalar.text().isBlank() || isNull(scalar)
                    ? "empty"
                    : Secrets.isSecret(path)
                            ? Secrets.MASK
                            : scalar.plain() ? Secrets.mask(scalar.text()) : "'" + Secrets.mask(scalar.text()) + "'";
        }
        return isSequence() ? "a list" : "a map";
    }

    /**
     * What the supplier makes; an {@link IllegalArgumentException} of its own becomes an error with key and line. Messages
     * name the key they mean, so the line is that key's where this is a map and has it.
     */
    <T> T checked(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private ConfigException refused(String message) {
        // Messages of registries name their kind, "optimizer sgd"; those of records name the key alone.
        String last = path.substring(path.lastIndexOf('.') + 1);
        boolean saysWhere = message.contains(last.endsWith("s") ? last.substring(0, last.length() - 1) : last);
        List<String> words = List.of(message.split("[\\s:,]+"));
        if (value instanceof Value.Mapping mapping) {
            for (String word : words) {
                Value meant = mapping.entries().get(word);
                if (meant != null) {
                    boolean first = word.equals(words.get(0)) && !message.contains(" of " + last + " ");
                    return new ConfigException((first ? join(path, message) : message) + " (" + meant.where() + ")");
                }
            }
        }
        return error(saysWhere ? message : path + ": " + message);
    }
}

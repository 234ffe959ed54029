package dev.lockstep.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays {@code a.b.c=value}, from the command line, over what a file says. */
final class Overrides {
    /** What a bare name or path is short for, by the key it stands at. */
    private static final Map<String, String> SHORTHAND = Map.of(
            "model", "type",
            "loss", "name",
            "optimizer", "name",
            "schedule", "name",
            "label", "column",
            "train", "path",
            "validation", "path",
            "test", "path");

    /** Below this key names are not ours and may have dots in them. */
    private static final String OPTIONS = "options";

    private Overrides() {}

    /** Changes the root. */
    static void apply(Value.Mapping root, List<String> overrides) {
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                throw new ConfigException(
                        "--set " + override + ": write --set key=value, for example" + " --set trainer.epochs=5");
            }
            String path = override.substring(0, equals).strip();
            String text = override.substring(equals + 1);
            String option = "--set " + path;
            if (text.isBlank()) {
                throw new ConfigException(path + " has no value (" + option + ")");
            }
            set(root, keys(path, option), Yaml.option(text, option), option);
        }
    }

    private static List<String> keys(String path, String option) {
        List<String> keys = new ArrayList<>(Arrays.asList(path.split("\\.", -1)));
        int options = keys.indexOf(OPTIONS);
        if (options >= 0 && options < keys.size() - 2) {
            String rest = String.join(".", keys.subList(options + 1, keys.size()));
            keys.subList(options + 1, keys.size()).clear();
            keys.add(rest);
        }
        if (keys.contains("")) {
            throw new ConfigException(path + " has an empty part: write --set key=value (" + option + ")");
        }
        return keys;
    }

    private static void set(Value.Mapping root, List<String> keys, Value value, String option) {
        Value.Mapping at = root;
        for (String key : keys.subList(0, keys.size() - 1)) {
            Value below = at.entries().get(key);
            if (below instanceof Value.Sequence && !SHORTHAND.containsKey(key)) {
                throw new ConfigException(key + " is a list: set it whole, " + key + "=[…] (" + option + ")");
            }
            Value.Mapping next = below instanceof Value.Mapping mapping ? mapping : expand(key, below, option);
            at.entries().put(key, next);
            at = next;
        }
        at.entries().put(keys.get(keys.size() - 1), value);
    }

    private static Value.Mapping expand(String key, @Nullable Value shorthand, String option) {
        Value.Mapping mapping = Value.Mapping.empty(shorthand == null ? option : shorthand.where());
        String name = SHORTHAND.get(key);
        // A word such as `none` is replaced by what comes below it; a name or path goes on to hold.
        if (name != null && shorthand != null && !isNone(shorthand)) {
            mapping.entries().put(name, shorthand);
        }
        return mapping;
    }

    private static boolean isNone(Value value) {
        return value instanceof Value.Scalar scalar && scalar.text().equals(Field.NONE);
    }
}

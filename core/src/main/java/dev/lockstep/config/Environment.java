package dev.lockstep.config;

import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables of the environment in where a value says {@code ${NAME}} or {@code ${NAME:-default}}; two dollar signs
 * before the brace stand for the characters themselves. What comes from a variable is not looked at again.
 */
final class Environment {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$\\{)|\\$\\{([^}]*)(}?)");
    private static final Pattern CONTENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-([^{]*))?");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** A text that, read again, is this text. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    Value expand(Value value, String path) {
        if (value instanceof Value.Scalar scalar) {
            return expand(scalar, path);
        }
        if (value instanceof Value.Sequence sequence) {
            return new Value.Sequence(
                    sequence.items().stream().map(item -> expand(item, path)).toList(), sequence.where());
        }
        Map<String, Value> entries = new LinkedHashMap<>();
        ((Value.Mapping) value).entries().forEach((key, item) -> entries.put(key, expand(item, Field.join(path, key))));
        return new Value.Mapping(entries, value.where());
    }

    private Value.Scalar expand(Value.Scalar scalar, String path) {
        if (!scalar.text().contains("${")) {
            return scalar;
        }
        StringBuilder text = new StringBuilder();
        boolean replaced = false;
        Matcher matcher = REFERENCE.matcher(scalar.text());
        while (matcher.find()) {
            boolean escaped = matcher.group(1) != null;
            replaced |= !escaped;
            matcher.appendReplacement(
                    text,
                    Matcher.quoteReplacement(
                            escaped
                                    ? "${"
                                    : variable(
                                            matcher.group(2), !matcher.group(3).isEmpty(), path, scalar)));
        }
        matcher.appendTail(text);
        // Inside {…}, YAML wants quotes around ${NAME}; a number that comes from there is a number all the same.
        return new Value.Scalar(text.toString(), scalar.plain() || replaced, scalar.where());
    }

    private String variable(String content, boolean closed, String path, Value.Scalar scalar) {
        Matcher matcher = CONTENT.matcher(content);
        if (!closed || !matcher.matches()) {
            throw new ConfigException(path + " has ${ without a name and } after it: write ${NAME}, ${NAME:-default},"
                    + " or $${ for the characters themselves (" + scalar.where() + ")");
        }
        String name = matcher.group(1);
        String value = variables.get(name);
        if (value == null) {
            value = matcher.group(2);
        }
        if (value == null) {
            // Near names only: a list of the whole environment helps nobody.
            String near = Secrets.isSecret(name)
                    ? ""
                    : Names.nearest(name, variables.keySet().stream().sorted().toList())
                            .map(other -> " (there is " + other + ")")
                            .orElse("");
            throw new ConfigException(path + " needs the environment variable " + name + ", which is not set" + near
                    + ": set it, or write ${" + name + ":-default} (" + scalar.where() + ")");
        }
        return value;
    }
}

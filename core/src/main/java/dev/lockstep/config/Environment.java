package dev.lockstep.config;

import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Secrets;
import java.util.BitSet;
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
    private final Map<String, String> secretReferences = new LinkedHashMap<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** A text that, read again, is this text. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    /**
     * How texts with secrets, expanded until now, can be written without them: with {@code ${NAME}} for what variables gave. Texts
     * of which a secret was written out are not among them.
     */
    Map<String, String> secretReferences() {
        return secretReferences;
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
        Expansion expansion = new Expansion();
        boolean replaced = false;
        Matcher matcher = REFERENCE.matcher(scalar.text());
        int end = 0;
        while (matcher.find()) {
            expansion.literal(scalar.text().substring(end, matcher.start()));
            end = matcher.end();
            if (matcher.group(1) != null) {
                expansion.literal("${");
            } else {
                replaced = true;
                variable(matcher.group(2), !matcher.group(3).isEmpty(), path, scalar, expansion);
            }
        }
        expansion.literal(scalar.text().substring(end));
        String text = expansion.text.toString();
        if (expansion.hides(Secrets.isSecret(path))) {
            secretReferences.putIfAbsent(text, expansion.reference.toString());
        }
        // Inside {…}, YAML wants quotes around ${NAME}; a number that comes from there is a number all the same.
        return new Value.Scalar(text, scalar.plain() || replaced, scalar.where());
    }

    private void variable(String content, boolean closed, String path, Value.Scalar scalar, Expansion expansion) {
        Matcher matcher = CONTENT.matcher(content);
        if (!closed || !matcher.matches()) {
            throw new ConfigException(path + " has ${ without a name and } after it: write ${NAME}, ${NAME:-default},"
                    + " or $${ for the characters themselves (" + scalar.where() + ")");
        }
        String name = matcher.group(1);
        String value = variables.get(name);
        if (value != null) {
            expansion.variable(name, value);
            return;
        }
        if (matcher.group(2) == null) {
            // Near names only: a list of the whole environment helps nobody.
            String near = Secrets.isSecret(name)
                    ? ""
                    : Names.nearest(name, variables.keySet().stream().sorted().toList())
                            .map(other -> " (there is " + other + ")")
                            .orElse("");
            throw new ConfigException(path + " needs the environment variable " + name + ", which is not set" + near
                    + ": set it, or write ${" + name + ":-default} (" + scalar.where() + ")");
        }
        expansion.byDefault(content, matcher.group(2));
    }

    /** A text as it grows, and how it can be written without the values of variables. */
    private static final class Expansion {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reference = new StringBuilder();
        /** The characters that no variable gave. */
        private final BitSet literal = new BitSet();

        private boolean secretVariable;

        void literal(String part) {
            literal.set(text.length(), text.length() + part.length());
            text.append(part);
            reference.append(escape(part));
        }

        void variable(String name, String value) {
            text.append(value);
            reference.append("${").append(name).append('}'); // a default may be a secret, and is not needed
            secretVariable |= Secrets.isSecret(name);
        }

        void byDefault(String content, String value) {
            literal.set(text.length(), text.length() + value.length());
            text.append(value);
            reference.append("${").append(content).append('}');
        }

        /** Whether there are secrets in the text, of which none is in the reference. */
        boolean hides(boolean whole) {
            BitSet secret = Secrets.hidden(text.toString());
            secret.set(0, whole ? text.length() : 0);
            return (secretVariable || !secret.isEmpty()) && !secret.intersects(literal);
        }
    }
}

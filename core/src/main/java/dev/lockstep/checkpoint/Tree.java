package dev.lockstep.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.numeric.Checks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A map in JSON, read key by key; whatever is not what it should be is an {@link IllegalArgumentException} that names its key. Keys that
 * nobody asks for may be there: a newer program of the same format may know more.
 *
 * @param path of keys that leads here; empty at the root
 */
record Tree(JsonNode node, String path) {
    private static final int MOST_SHOWN = 40;

    Tree {
        Checks.require(node.isObject(), path.isEmpty() ? "content" : path, "a map", node.getNodeType());
    }

    static Tree of(JsonNode root) {
        return new Tree(root, "");
    }

    /** What is at a key, if something is there. */
    Optional<Tree> find(String key) {
        return node.has(key) ? Optional.of(tree(key)) : Optional.empty();
    }

    Tree tree(String key) {
        return new Tree(require(key), join(key));
    }

    List<Tree> trees(String key) {
        List<Tree> trees = new ArrayList<>();
        array(key).forEach(item -> trees.add(new Tree(item, join(key))));
        return trees;
    }

    private JsonNode array(String key) {
        JsonNode array = require(key);
        if (!array.isArray()) {
            throw wrong(key, "a list", array);
        }
        return array;
    }

    long whole(String key) {
        return whole(key, require(key));
    }

    int integer(String key) {
        long whole = whole(key);
        if (whole != (int) whole) {
            throw wrong(key, "a whole number below 2³¹", require(key));
        }
        return (int) whole;
    }

    private long whole(String key, JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw wrong(key, "a whole number", number);
        }
        return number.longValue();
    }

    /** A number, which need not be finite. */
    double number(String key) {
        return number(key, require(key));
    }

    OptionalDouble findNumber(String key) {
        return node.has(key) ? OptionalDouble.of(number(key)) : OptionalDouble.empty();
    }

    private double number(String key, JsonNode number) {
        return switch (number.asText()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                if (!number.isNumber()) {
                    throw wrong(key, "a number", number);
                }
                yield number.doubleValue();
            }
        };
    }

    boolean flag(String key) {
        JsonNode flag = require(key);
        if (!flag.isBoolean()) {
            throw wrong(key, "true or false", flag);
        }
        return flag.booleanValue();
    }

    String text(String key) {
        return text(key, require(key));
    }

    private String text(String key, JsonNode text) {
        if (!text.isTextual()) {
            throw wrong(key, "a text", text);
        }
        return text.textValue();
    }

    Optional<String> findText(String key) {
        return node.has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        array(key).forEach(item -> texts.add(text(key, item)));
        return texts;
    }

    Map<String, Double> numbersByName(String key) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        tree(key).node.properties().forEach(entry -> numbers.put(entry.getKey(), number(key, entry.getValue())));
        return numbers;
    }

    Map<String, Long> wholesByName(String key) {
        Map<String, Long> wholes = new LinkedHashMap<>();
        tree(key).node.properties().forEach(entry -> wholes.put(entry.getKey(), whole(key, entry.getValue())));
        return wholes;
    }

    Map<String, String> textsByName(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        tree(key).node.properties().forEach(entry -> texts.put(entry.getKey(), text(key, entry.getValue())));
        return texts;
    }

    private JsonNode require(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException(join(key) + " is missing");
        }
        return value;
    }

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private IllegalArgumentException wrong(String key, String rule, JsonNode found) {
        String shown = found.toString();
        return new IllegalArgumentException(join(key) + " must be " + rule + ", but was "
                + shown.substring(0, Math.min(shown.length(), MOST_SHOWN)));
    }
}

package dev.lockstep.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A {@link SavedModel} as JSON. Types come from our records alone, never from the file. */
final class ModelJson {
    /** Raised when an older program could not understand a newer file. */
    private static final int FORMAT = 1;

    private static final Set<String> REQUIRED = Set.of("format", "model", "loss", "width", "target", "reading");
    private static final Set<String> OPTIONAL = Set.of("shape", "preparation", "versions");
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private ModelJson() {}

    static byte[] write(SavedModel saved) throws IOException {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.set("model", Json.MAPPER.valueToTree(saved.model()));
        root.set("loss", Json.MAPPER.valueToTree(saved.loss()));
        root.put("width", saved.width());
        if (saved.shape().size() > 1) {
            root.set("shape", Json.MAPPER.valueToTree(saved.shape()));
        }
        root.set("target", Json.MAPPER.valueToTree(saved.target()));
        root.set("reading", Json.MAPPER.valueToTree(saved.reading()));
        saved.preparation().ifPresent(fitted -> root.set("preparation", Json.MAPPER.valueToTree(fitted)));
        root.set("versions", Json.MAPPER.valueToTree(saved.versions()));
        requireFinite(root);
        return Json.pretty(root);
    }

    static SavedModel read(InputStream in, String file) throws IOException {
        JsonNode root = Json.read(in, file, "a model");
        requireKeys(root, file);
        try {
            Optional<Preparation> preparation = root.has("preparation")
                    ? Optional.of(part(root, "preparation", Preparation.class))
                    : Optional.empty();
            Map<String, String> versions =
                    root.has("versions") ? Json.MAPPER.convertValue(root.get("versions"), TEXTS) : Map.of();
            return new SavedModel(
                    part(root, "model", Named.class),
                    part(root, "loss", Named.class),
                    shape(root),
                    part(root, "target", Target.class),
                    preparation,
                    part(root, "reading", SavedModel.Reading.class),
                    versions);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "a model of format " + FORMAT, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException | NullPointerException e) {
            // What checks of records throw; null where a list or map in the file has one.
            throw new CheckpointException(file, "a model of format " + FORMAT, String.valueOf(e.getMessage()), e);
        }
    }

    /** Of a table where there is none, as in files of old. */
    private static List<Integer> shape(JsonNode root) throws JsonProcessingException {
        int width = part(root, "width", Integer.class);
        if (!root.has("shape")) {
            return List.of(width);
        }
        List<Integer> shape = List.of(part(root, "shape", Integer[].class));
        long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        Checks.require(size == width, "shape", "of " + width + " features", shape);
        return shape;
    }

    private static <T> T part(JsonNode root, String key, Class<T> type) throws JsonProcessingException {
        T value = Json.MAPPER.treeToValue(root.get(key), type);
        if (value == null) {
            throw new IllegalArgumentException(key + " is null");
        }
        return value;
    }

    private static void requireKeys(JsonNode root, String file) throws CheckpointException {
        if (!root.isObject()) {
            throw new CheckpointException(file, "a map", root.getNodeType().toString());
        }
        // The format first: what else there is depends on it.
        JsonNode format = root.path("format");
        if (!format.isIntegralNumber() || format.bigIntegerValue().compareTo(BigInteger.valueOf(FORMAT)) != 0) {
            throw new CheckpointException(
                    file,
                    "format " + FORMAT,
                    format.isMissingNode() ? "none" : "format " + format + ", perhaps of another version of Lockstep");
        }
        for (String key : REQUIRED.stream().sorted().toList()) {
            if (!root.has(key)) {
                throw new CheckpointException(file, "the key " + key, "none");
            }
        }
        for (Iterator<String> keys = root.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!REQUIRED.contains(key) && !OPTIONAL.contains(key)) {
                throw new CheckpointException(file, "only keys of format " + FORMAT, key);
            }
        }
    }

    /** JSON has no infinities, and a model with them is of no use. */
    private static void requireFinite(JsonNode node) {
        if (node.isFloatingPointNumber()) {
            Checks.finite("number in a model", node.doubleValue());
        }
        node.forEach(ModelJson::requireFinite);
    }
}

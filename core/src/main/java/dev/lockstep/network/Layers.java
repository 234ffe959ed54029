package dev.lockstep.network;

import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers by their names in configurations, and lists of them. An item of a list is a name, {@code flatten}, or a map with the
 * name and the layer's first setting among its other settings: {@code {dense: 300, activation: relu}}.
 */
public final class Layers {
    private static final String NAME = "name";

    /** What others call the layers and functions that we have, in small letters without {@code _} and {@code -}. */
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("linear", Dense.KIND),
            Map.entry("fullyconnected", Dense.KIND),
            Map.entry("fc", Dense.KIND),
            Map.entry("view", Reshape.KIND),
            Map.entry("unflatten", Reshape.KIND),
            Map.entry("conv", Convolution.TWO),
            Map.entry("convolution", Convolution.TWO),
            Map.entry("convolution1d", Convolution.ONE),
            Map.entry("convolution2d", Convolution.TWO),
            Map.entry("maxpool1d", Pool.MAX),
            Map.entry("maxpool2d", Pool.MAX),
            Map.entry("maxpooling1d", Pool.MAX),
            Map.entry("maxpooling2d", Pool.MAX),
            Map.entry("avgpool1d", Pool.AVERAGE),
            Map.entry("avgpool2d", Pool.AVERAGE),
            Map.entry("averagepooling1d", Pool.AVERAGE),
            Map.entry("averagepooling2d", Pool.AVERAGE),
            Map.entry("adaptiveavgpool2d", GlobalAveragePool.KIND),
            Map.entry("globalaveragepooling1d", GlobalAveragePool.KIND),
            Map.entry("globalaveragepooling2d", GlobalAveragePool.KIND),
            Map.entry("dropout2d", Dropout.SPATIAL),
            Map.entry("spatialdropout1d", Dropout.SPATIAL),
            Map.entry("spatialdropout2d", Dropout.SPATIAL),
            Map.entry("batchnormalization", BatchNorm.KIND),
            Map.entry("batchnorm1d", BatchNorm.KIND),
            Map.entry("batchnorm2d", BatchNorm.KIND),
            Map.entry("layernormalization", LayerNorm.KIND),
            Map.entry("groupnormalization", GroupNorm.KIND),
            Map.entry("skip", Residual.KIND),
            Map.entry("concat", Parallel.KIND),
            Map.entry("concatenate", Parallel.KIND));

    private static final Map<String, String> FOREIGN_FUNCTIONS = Map.ofEntries(
            Map.entry("swish", "silu"),
            Map.entry("hardswish", "hard_swish"),
            Map.entry("hardsilu", "hard_swish"),
            Map.entry("leakyrelu", "leaky_relu"),
            Map.entry("none", "linear"),
            Map.entry("identity", "linear"),
            Map.entry("logistic", "sigmoid"),
            Map.entry("softmax", "linear, since the loss cross_entropy has the softmax in it"));

    private Layers() {}

    /**
     * How a layer is read.
     *
     * @param first the setting whose value may stand beside the name; empty if the layer has none
     */
    private record Kind(String first, Function<LayerSettings, Layer> reader) {}

    /** In the order of the README's table. */
    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put(Dense.KIND, new Kind("units", Dense::read));
        kinds.put(Convolution.ONE, new Kind("filters", settings -> Convolution.read(1, settings)));
        kinds.put(Convolution.TWO, new Kind("filters", settings -> Convolution.read(2, settings)));
        kinds.put(Pool.MAX, new Kind("pool_size", settings -> Pool.read(Pool.How.MAX, settings)));
        kinds.put(Pool.AVERAGE, new Kind("pool_size", settings -> Pool.read(Pool.How.AVERAGE, settings)));
        kinds.put(GlobalAveragePool.KIND, new Kind("", settings -> new GlobalAveragePool()));
        kinds.put(Activation.KIND, new Kind("function", Layers::activation));
        kinds.put(Flatten.KIND, new Kind("", settings -> new Flatten()));
        kinds.put(Reshape.KIND, new Kind("shape", Reshape::read));
        kinds.put(Dropout.KIND, new Kind("rate", settings -> Dropout.read(false, settings)));
        kinds.put(AlphaDropout.KIND, new Kind("rate", AlphaDropout::read));
        kinds.put(Dropout.SPATIAL, new Kind("rate", settings -> Dropout.read(true, settings)));
        kinds.put(BatchNorm.KIND, new Kind("", BatchNorm::read));
        kinds.put(LayerNorm.KIND, new Kind("", LayerNorm::read));
        kinds.put(GroupNorm.KIND, new Kind("groups", GroupNorm::read));
        kinds.put(Embedding.KIND, new Kind("output_dim", Embedding::read));
        kinds.put(Residual.KIND, new Kind("layers", Residual::read));
        kinds.put(Parallel.KIND, new Kind("branches", Parallel::read));
        return kinds;
    }

    private static Layer activation(LayerSettings settings) {
        String name = settings.text("function", ActivationFunction.LINEAR.word());
        ActivationFunction function = ActivationFunction.find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("unknown function " + name + ": " + activationHint(name)));
        return Activation.read(function, settings);
    }

    /** Every name but those of activation functions, which are layers too. */
    public static List<String> names() {
        return List.copyOf(kinds().keySet());
    }

    /** Every name of an activation function. */
    public static List<String> functions() {
        return ActivationFunction.words();
    }

    /** Reads a list, and says in the owner's settings what it is with every default. */
    static Stack read(Settings owner, String key, LayerContext context) {
        List<Stack.Entry> entries = new ArrayList<>();
        List<Object> completed = new ArrayList<>();
        for (Object item : owner.list(key)) {
            String position = Stack.nameAt(entries.size());
            try {
                entries.add(entry(item, position, context, completed));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": " + position + ": " + e.getMessage(), e);
            }
        }
        owner.replace(key, completed);
        try {
            return new Stack(entries);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static Stack.Entry entry(Object item, String position, LayerContext context, List<Object> completed) {
        Map<String, Object> given = new LinkedHashMap<>();
        if (item instanceof Map<?, ?> map) {
            map.forEach((key, value) -> given.put(key.toString(), value));
        } else if (item instanceof String word) {
            given.put(word, Map.of());
        } else {
            throw new IllegalArgumentException("must be a name, or a map such as {dense: 300}, but was " + item);
        }
        String word = kindOf(given);
        boolean isFunction = !kinds().containsKey(word);
        Kind kind = Optional.ofNullable(kinds().get(isFunction ? Activation.KIND : word))
                .orElseThrow();
        Object first = given.remove(word);
        String name =
                Optional.ofNullable(given.remove(NAME)).map(Object::toString).orElse(position);
        if (isFunction) {
            given.put(kind.first(), word);
        }
        if (word.equals("linear") && first instanceof Number) {
            throw new IllegalArgumentException(
                    "linear is a function here, and the layer is dense: write {dense: " + first + "}");
        }
        addFirst(word, isFunction ? "" : kind.first(), first, given);
        LayerSettings settings = new LayerSettings(word, given, context);
        Layer layer = kind.reader().apply(settings);
        completed.add(completed(word, isFunction, kind, name.equals(position) ? "" : name, settings.finish()));
        return new Stack.Entry(name, layer);
    }

    /** What stands beside the layer's name is its first setting, or a map of all of them. */
    private static void addFirst(String word, String key, @Nullable Object first, Map<String, Object> given) {
        if (first instanceof Map<?, ?> map) {
            map.forEach((setting, value) -> {
                if (given.putIfAbsent(setting.toString(), value) != null) {
                    throw new IllegalArgumentException(setting + " of " + word + " is given twice: keep one");
                }
            });
        } else if (key.isEmpty()) {
            throw new IllegalArgumentException(word + " has no setting that could be " + first + ": write " + word);
        } else if (first != null && given.putIfAbsent(key, first) != null) {
            throw new IllegalArgumentException(key + " of " + word + " is given twice: keep one");
        }
    }

    private static Map<String, Object> completed(
            String word, boolean isFunction, Kind kind, String name, Map<String, Object> settings) {
        Map<String, Object> rest = new LinkedHashMap<>(settings);
        Object first = rest.remove(kind.first());
        Map<String, Object> completed = new LinkedHashMap<>();
        // A map as the first setting would be read as all of them.
        boolean asMap = isFunction || first == null || first instanceof Map<?, ?>;
        completed.put(word, asMap ? Map.of() : first);
        if (asMap && !isFunction && first != null) {
            completed.put(kind.first(), first);
        }
        completed.putAll(rest);
        if (!name.isEmpty()) {
            completed.put(NAME, name);
        }
        return completed;
    }

    /** The key that names a layer; {@code activation} does so only where no other does. */
    private static String kindOf(Map<String, Object> item) {
        List<String> known = item.keySet().stream()
                .filter(key ->
                        kinds().containsKey(key) || ActivationFunction.find(key).isPresent())
                .toList();
        List<String> others =
                known.stream().filter(key -> !key.equals(Activation.KIND)).toList();
        List<String> found = others.isEmpty() ? known : others;
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "is " + String.join(" and ", found) + " at once: make two items of the list of it");
        }
        String key = item.keySet().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("has no layer in it: write for example {dense: 300}"));
        throw new IllegalArgumentException("unknown layer " + key + ": " + hint(key));
    }

    private static String hint(String name) {
        String plain = plain(name);
        return Optional.ofNullable(FOREIGN.get(plain))
                .or(() -> Optional.ofNullable(FOREIGN_FUNCTIONS.get(plain)))
                .map(ours -> "here it is called " + ours)
                .orElseGet(() -> Names.hint(
                        name,
                        Stream.concat(kinds().keySet().stream(), functions().stream())
                                .toList()));
    }

    /** What a function is called here, or which ones there are. */
    static String activationHint(String name) {
        return Optional.ofNullable(FOREIGN_FUNCTIONS.get(plain(name)))
                .map(ours -> "here it is called " + ours)
                .orElseGet(() -> Names.hint(name, functions()));
    }

    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}

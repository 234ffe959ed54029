package dev.lockstep.network;

import dev.lockstep.model.Inputs;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of one layer of a list, read one by one; errors name the layer and the key. */
final class LayerSettings {
    private static final String CLASSES = "classes";

    private final String owner;
    private final Settings settings;
    private final LayerContext context;

    LayerSettings(String owner, Map<String, ?> settings, LayerContext context) {
        this.owner = owner;
        this.settings = new Settings(owner, settings);
        this.context = context;
    }

    /** The layer, in words for errors. */
    String owner() {
        return owner;
    }

    /** What a row of the network is; empty before the data is known. */
    Optional<Inputs> inputs() {
        return context.inputs();
    }

    double number(String key, double otherwise) {
        return settings.number(key, otherwise);
    }

    double requiredNumber(String key) {
        return settings.requiredNumber(key);
    }

    boolean flag(String key, boolean otherwise) {
        return settings.flag(key, otherwise);
    }

    String text(String key, String otherwise) {
        return settings.text(key, otherwise);
    }

    Optional<Object> value(String key) {
        return settings.value(key);
    }

    int whole(String key, int otherwise) {
        return toInt(key, settings.wholeNumber(key, otherwise));
    }

    int requiredWhole(String key) {
        return toInt(key, settings.requiredWholeNumber(key));
    }

    /** A number of outputs, or {@code classes}: as many scores as the loss needs. */
    int units(String key) {
        return CLASSES.equals(settings.required(key)) ? context.scores() : requiredWhole(key);
    }

    /** A list of whole numbers that has no default. */
    List<Integer> dimensions(String key) {
        return settings.requiredWholeNumbers(key).stream()
                .map(number -> toInt(key, number))
                .toList();
    }

    /** A whole number for all dimensions, or a list with one for each; it has no default. */
    List<Integer> spread(String key) {
        return settings.required(key) instanceof List ? dimensions(key) : List.of(requiredWhole(key));
    }

    /** As above, with a default for all. */
    List<Integer> spread(String key, int otherwise) {
        return settings.value(key).filter(List.class::isInstance).isPresent()
                ? dimensions(key)
                : List.of(whole(key, otherwise));
    }

    /** {@code valid}, the default, {@code same}, or as many places on either side. */
    Padding padding(String key) {
        if (settings.value(key).filter(value -> !(value instanceof String)).isPresent()) {
            return Padding.of(spread(key));
        }
        return oneOf(key, "valid", List.of("valid", "same")).equals("same") ? Padding.SAME : Padding.VALID;
    }

    private int toInt(String key, long number) {
        if (number != (int) number) {
            throw new IllegalArgumentException(key + " of " + owner + " must be below 2³¹, but was " + number);
        }
        return (int) number;
    }

    /** A name such as {@code relu}, or a map from it to its settings; none by default. */
    Activation activation(String key) {
        Object value = settings.value(key).orElseGet(() -> settings.text(key, ActivationFunction.LINEAR.word()));
        if (value instanceof String name) {
            return Activation.of(function(name));
        }
        if (value instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<?, ?> entry = map.entrySet().iterator().next();
            if (entry.getValue() instanceof Map<?, ?> own) {
                ActivationFunction function = function(entry.getKey().toString());
                Map<String, Object> given = new LinkedHashMap<>();
                own.forEach((name, setting) -> given.put(name.toString(), setting));
                LayerSettings read = new LayerSettings(key + " " + function.word() + " of " + owner, given, context);
                Activation activation = Activation.read(function, read);
                settings.replace(key, Map.of(function.word(), read.finish()));
                return activation;
            }
        }
        throw new IllegalArgumentException(key + " of " + owner
                + " must be a name, or one with its settings such as {leaky_relu: {negative_slope: 0.1}}, but was "
                + value);
    }

    private ActivationFunction function(String name) {
        return ActivationFunction.find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown activation " + name + " of " + owner + ": " + Layers.activationHint(name)));
    }

    Initializer initializer(String key, Initializer byDefault) {
        Object value = settings.value(key).orElseGet(() -> {
            Object written = Initializers.written(byDefault);
            return written instanceof String name ? settings.text(key, name) : written;
        });
        return Initializers.read(owner, value);
    }

    /** A list of layers that has no default. */
    Stack layers(String key) {
        settings.required(key);
        return Layers.read(settings, key, context);
    }

    /** Several lists of layers. */
    List<Stack> stacks(String key) {
        settings.required(key);
        List<Stack> stacks = new ArrayList<>();
        List<Object> completed = new ArrayList<>();
        for (Object list : settings.list(key)) {
            String name = "list " + (stacks.size() + 1);
            Settings own = new Settings(key + " of " + owner, Map.of(name, list));
            stacks.add(Layers.read(own, name, context));
            completed.addAll(own.completed().values());
        }
        settings.replace(key, completed);
        return stacks;
    }

    /** A choice of one of these words. */
    String oneOf(String key, String otherwise, List<String> words) {
        String word = settings.text(key, otherwise);
        if (!words.contains(word)) {
            throw new IllegalArgumentException(
                    "unknown " + key + " " + word + " of " + owner + ": " + Names.hint(word, words));
        }
        return word;
    }

    /** Refuses what nobody read; returns the settings with those that were left out. */
    Map<String, Object> finish() {
        settings.finish();
        return settings.completed();
    }
}

package dev.lockstep.network;

import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelProvider;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link Network} of the settings {@code layers}, {@code input}, {@code precision} and {@code device}. */
public final class NetworkProvider implements ModelProvider {
    /** What PyTorch and Keras call devices and precisions. */
    private static final Map<String, String> FOREIGN = Map.of(
            "gpu", "cuda",
            "float32", "fp32",
            "float", "fp32",
            "bfloat16", "bf16",
            "mixed_bfloat16", "bf16");

    /** Wider sparse rows would be mostly zeros to multiply with, and a first layer of gigabytes. */
    private static final int MOST_SPARSE = 1 << 15;

    @Override
    public String name() {
        return "network";
    }

    @Override
    public Model create(Settings settings, Inputs inputs, Target target, Loss loss) {
        Reading read = read(settings, new LayerContext(loss.scores(target), Optional.of(inputs)));
        if (inputs.sparse() && inputs.width() > MOST_SPARSE) {
            throw new IllegalArgumentException("a network takes sparse rows of up to " + MOST_SPARSE
                    + " features, but these have " + inputs.width()
                    + ": hash them into fewer (data.categorical: {encode: hash, buckets: 1024}), or use model: linear");
        }
        return new Network(shape(read.input(), inputs), read.layers(), target, loss, read.execution());
    }

    @Override
    public void check(Settings settings, Target target, Loss loss) {
        read(settings, new LayerContext(loss.scores(target), Optional.empty()));
    }

    private record Reading(Optional<Shape> input, Stack layers, Network.Execution execution) {}

    private static Reading read(Settings settings, LayerContext context) {
        settings.required("layers");
        Stack layers = Layers.read(settings, "layers", context);
        if (layers.entries().isEmpty()) {
            throw new IllegalArgumentException(
                    "layers must be one or more, for example [{dense: 300, activation: relu}, {dense: classes}]");
        }
        Optional<Shape> input = settings.value("input")
                .map(value -> new Shape(new LayerSettings(
                                settings.owner(),
                                Map.of("input", value instanceof Number ? List.of(value) : value),
                                context)
                        .dimensions("input")));
        Precision precision = Precision.of(oneOf(settings, "precision", Precision.FP32.word(), Precision.words()));
        Device device = Device.of(oneOf(settings, "device", Device.CPU.word(), Device.words()));
        return new Reading(input, layers, new Network.Execution(precision, device));
    }

    private static String oneOf(Settings settings, String key, String otherwise, List<String> words) {
        String word = settings.text(key, otherwise);
        if (!words.contains(word)) {
            String ours = FOREIGN.get(word);
            throw new IllegalArgumentException(key + " of " + settings.owner() + ": unknown " + key + " " + word + ": "
                    + (ours == null ? Names.hint(word, words) : "here it is called " + ours));
        }
        return word;
    }

    private static Shape shape(Optional<Shape> given, Inputs inputs) {
        Shape shape = given.orElseGet(() -> new Shape(inputs.shape()));
        if (shape.size() != inputs.width()) {
            throw new IllegalArgumentException("input " + shape + " has " + shape.size() + " values, but rows have "
                    + inputs.width() + " features: write dimensions whose product is that, or leave input out");
        }
        return shape;
    }
}

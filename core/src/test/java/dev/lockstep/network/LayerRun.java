package dev.lockstep.network;

import dev.lockstep.numeric.Seeds;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Sends rows through one layer, in float. */
@SuppressWarnings("try") // scopes work by being there
final class LayerRun {
    private static final String NAME = "layer";

    private final Layer layer;
    private final Shape input;
    private final Map<String, float[]> tensors;

    /** A layer with its first values as tensors. */
    LayerRun(Layer layer, Integer... input) {
        this(layer, Map.of(), input);
    }

    /** A layer with tensors of which some are given. */
    LayerRun(Layer layer, Map<String, float[]> tensors, Integer... input) {
        this.layer = layer;
        this.input = Shape.of(input);
        this.tensors = tensors;
        Libtorch.require(Device.CPU);
    }

    /** What leaves, and the new values of buffers. */
    static final class Result {
        private final float[] values;
        private final Map<String, float[]> updates;

        private Result(float[] values, Map<String, float[]> updates) {
            this.values = values;
            this.updates = updates;
        }

        float[] values() {
            return values;
        }

        float[] update(String name) {
            return Objects.requireNonNull(updates.get(name));
        }
    }

    Result training(long seed, float... rows) {
        return run(rows, seed, ScalarType.Float, true);
    }

    Result training(ScalarType type, long seed, float... rows) {
        return run(rows, seed, type, true);
    }

    float[] scoring(float... rows) {
        return run(rows, 0, ScalarType.Float, false).values;
    }

    float[] scoring(ScalarType type, float... rows) {
        return run(rows, 0, type, false).values;
    }

    private Result run(float[] rows, long seed, ScalarType type, boolean training) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> named = new HashMap<>();
            for (TensorSpec spec : layer.tensors(input)) {
                float[] values = new float[Initializer.size(spec.shape())];
                spec.initializer().fill(values, 0, spec.shape(), Seeds.generator(1));
                named.put(NAME + "." + spec.name(), tensor(tensors.getOrDefault(spec.name(), values), spec.shape(), 0));
            }
            Tensor batch = tensor(rows, input.dimensions(), rows.length / input.size());
            Stack stack = new Stack(List.of(new Stack.Entry(NAME, layer)));
            Pass pass = training ? Pass.training(named, type, Seeds.generator(seed)) : Pass.scoring(named, type);
            Tensor out = stack.forward(batch, pass);
            Map<String, float[]> updates = new LinkedHashMap<>();
            pass.updates().forEach((name, value) -> updates.put(name.substring(NAME.length() + 1), values(value)));
            return new Result(values(out), updates);
        }
    }

    private static Tensor tensor(float[] values, List<Integer> shape, int rows) {
        long[] dimensions = new long[shape.size() + (rows > 0 ? 1 : 0)];
        int at = 0;
        if (rows > 0) {
            dimensions[at++] = rows;
        }
        for (int dimension : shape) {
            dimensions[at++] = dimension;
        }
        return Tensor.create(values, dimensions);
    }

    private static float[] values(Tensor tensor) {
        Tensor plain = tensor.to(ScalarType.Float).contiguous();
        float[] values = new float[(int) plain.numel()];
        plain.data_ptr_float().get(values);
        return values;
    }
}

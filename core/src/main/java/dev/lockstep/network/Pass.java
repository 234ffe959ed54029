package dev.lockstep.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One way of a batch through a network: hands a layer its tensors, tells whether this is training, gives seeds to layers that draw,
 * and takes the new values of buffers. For one thread.
 */
public final class Pass {
    private final Shared shared;
    private final String prefix;

    private Pass(Shared shared, String prefix) {
        this.shared = shared;
        this.prefix = prefix;
    }

    /** What the layers of a network share. */
    private record Shared(
            Map<String, Tensor> tensors,
            ScalarType type,
            boolean training,
            RandomGenerator random,
            Map<String, Tensor> updates) {}

    /**
     * A pass in training.
     *
     * @param tensors by their whole names
     * @param type of the numbers that layers compute with
     * @param random gives {@link #seed}
     */
    static Pass training(Map<String, Tensor> tensors, ScalarType type, RandomGenerator random) {
        return new Pass(new Shared(tensors, type, true, random, new LinkedHashMap<>()), "");
    }

    /** A pass that only scores; nothing is drawn in it. */
    static Pass scoring(Map<String, Tensor> tensors, ScalarType type) {
        RandomGenerator none = () -> {
            throw new IllegalStateException("a layer draws while rows are only scored");
        };
        return new Pass(new Shared(tensors, type, false, none, new LinkedHashMap<>()), "");
    }

    /** The pass as a layer within this one sees it. */
    Pass inside(String layer) {
        return new Pass(shared, prefix + layer + ".");
    }

    /** A tensor of the layer at hand, by its own name, in the type that layers compute with. */
    Tensor tensor(String name) {
        return cast(master(name));
    }

    /** Values in the type that layers compute with. */
    Tensor cast(Tensor values) {
        return values.scalar_type().intern() == shared.type ? values : values.to(shared.type);
    }

    /** Values in the type that sums over many of them need: float where layers compute with less. */
    Tensor accurate(Tensor values) {
        return values.scalar_type().intern() == ScalarType.BFloat16 ? values.to(ScalarType.Float) : values;
    }

    /** A tensor of the layer at hand as it is kept: in float, also where layers compute with less. */
    Tensor master(String name) {
        Tensor tensor = shared.tensors.get(prefix + name);
        if (tensor == null) {
            throw new IllegalStateException("there is no tensor " + prefix + name);
        }
        return tensor;
    }

    /** Whether gradients will be asked for; layers such as dropout do nothing otherwise. */
    boolean training() {
        return shared.training;
    }

    /** A seed for what a layer draws: decided by the run's seed, the step, the shard, and how often this was asked before. */
    long seed() {
        return shared.random.nextLong();
    }

    /** Says the new value of a buffer of the layer at hand. */
    void update(String name, Tensor value) {
        shared.updates.put(prefix + name, value.detach());
    }

    /** The new values of buffers, by their whole names. */
    Map<String, Tensor> updates() {
        return shared.updates;
    }
}

package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;

/**
 * A tensor of a layer: weights, or a buffer.
 *
 * @param name within its layer: {@code weight}
 * @param trainable whether it is trained; otherwise it is a buffer, whose new values a {@link Pass} takes
 * @param decayed whether weight decay applies to it: not to biases, and not to the scales of norms
 * @param initializer what it begins with
 */
public record TensorSpec(
        String name, List<Integer> shape, boolean trainable, boolean decayed, Initializer initializer) {
    public TensorSpec {
        shape = List.copyOf(shape);
        Checks.require(trainable || !decayed, "buffer " + name, "not decayed", "decayed");
    }

    /** What is trained and decayed. */
    static TensorSpec weight(String name, List<Integer> shape, Initializer initializer) {
        return new TensorSpec(name, shape, true, true, initializer);
    }

    /** What is trained, and not decayed. */
    static TensorSpec bias(String name, List<Integer> shape, Initializer initializer) {
        return new TensorSpec(name, shape, true, false, initializer);
    }

    /** What is not trained. */
    static TensorSpec buffer(String name, List<Integer> shape, Initializer initializer) {
        return new TensorSpec(name, shape, false, false, initializer);
    }

    /** The same in a layer of that name. */
    TensorSpec in(String layer) {
        return new TensorSpec(layer + "." + name, shape, trainable, decayed, initializer);
    }
}

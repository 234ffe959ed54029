package dev.lockstep.numeric;

import java.util.List;

/**
 * One named tensor within the flat weights.
 *
 * @param name unique within its layout, for example {@code layer1.weight}
 * @param shape its dimensions, row-major; empty for a scalar
 * @param trainable whether an optimizer moves it; buffers such as running means are not trainable
 * @param decayed whether weight decay applies to it; by habit not to biases and norms
 */
public record Parameter(String name, List<Integer> shape, boolean trainable, boolean decayed) {
    public Parameter {
        shape = List.copyOf(shape);
        Checks.require(!name.isEmpty(), "name of a parameter", "not empty", name);
        for (int dimension : shape) {
            Checks.atLeast("dimension of " + name, dimension, 0);
        }
    }

    /** The number of its values. */
    public int size() {
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return Math.toIntExact(size);
    }
}

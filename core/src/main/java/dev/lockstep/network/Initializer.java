package dev.lockstep.network;

import java.io.Serializable;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a tensor begins with. */
public sealed interface Initializer extends Serializable
        permits Constant, Normal, Orthogonal, Uniform, VarianceScaling {
    /**
     * Writes the values of a tensor into {@code theta}, from an index on.
     *
     * @param shape of the tensor: outputs, inputs, then the dimensions of a kernel; at least 1 each
     */
    void fill(float[] theta, int from, List<Integer> shape, RandomGenerator random);

    /** The number of values of a tensor. */
    static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}

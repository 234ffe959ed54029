package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Numbers drawn evenly from {@code [−limit, limit)}.
 *
 * @param limit positive
 */
public record Uniform(double limit) implements Initializer {
    /** Keras's. */
    static final double DEFAULT_LIMIT = 0.05;

    public Uniform {
        Checks.positive("uniform", limit);
    }

    @Override
    public void fill(float[] theta, int from, List<Integer> shape, RandomGenerator random) {
        int to = from + Initializer.size(shape);
        for (int i = from; i < to; i++) {
            theta[i] = (float) (limit * (2 * unit(random) - 1));
        }
    }

    /** A number from {@code [0, 1)}, of 53 bits. */
    static double unit(RandomGenerator random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }
}

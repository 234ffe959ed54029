package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** The same value everywhere. */
public record Constant(double value) implements Initializer {
    public static final Constant ZEROS = new Constant(0);
    public static final Constant ONES = new Constant(1);

    public Constant {
        Checks.finite("constant", value);
    }

    @Override
    public void fill(float[] theta, int from, List<Integer> shape, RandomGenerator random) {
        Arrays.fill(theta, from, from + Initializer.size(shape), (float) value);
    }
}

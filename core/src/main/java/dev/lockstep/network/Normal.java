package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Normally distributed numbers of mean 0.
 *
 * @param deviation their standard deviation, positive
 */
public record Normal(double deviation) implements Initializer {
    /** Keras's. */
    static final double DEFAULT_DEVIATION = 0.05;

    public Normal {
        Checks.positive("normal", deviation);
    }

    @Override
    public void fill(float[] theta, int from, List<Integer> shape, RandomGenerator random) {
        int to = from + Initializer.size(shape);
        for (int i = from; i < to; i++) {
            theta[i] = (float) (deviation * standard(random));
        }
    }

    /** One of mean 0 and variance 1, by Marsaglia's polar method: the JDK's generators promise no fixed sequence. */
    static double standard(RandomGenerator random) {
        while (true) {
            double u = 2 * Uniform.unit(random) - 1;
            double v = 2 * Uniform.unit(random) - 1;
            double s = u * u + v * v;
            if (s > 0 && s < 1) {
                return u * Math.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }
}

package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Numbers whose variance suits the number of values that a layer adds up, so that signals neither fade nor grow from layer to layer.
 *
 * <pre>{@code
 * variance = scale / fan
 * uniform:  from [−√(3 scale / fan), √(3 scale / fan))
 * normal:   cut off at two standard deviations, and widened by 1 / 0.8796 to have the variance again
 * }</pre>
 *
 * <p>The fan is a tensor's inputs times the size of its kernel, or its outputs times that, or the mean of both. The normal
 * distribution is truncated as in Keras; PyTorch's is not.
 *
 * @param scale positive
 * @param uniform whether the distribution is uniform, otherwise normal
 * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio, 2010</a>
 * @see <a href="https://arxiv.org/abs/1502.01852">He et al., 2015</a>
 */
public record VarianceScaling(double scale, Fan fan, boolean uniform) implements Initializer {
    /** What is divided by. */
    public enum Fan {
        INPUTS,
        OUTPUTS,
        MEAN
    }

    public static final VarianceScaling GLOROT_UNIFORM = new VarianceScaling(1, Fan.MEAN, true);
    public static final VarianceScaling GLOROT_NORMAL = new VarianceScaling(1, Fan.MEAN, false);
    public static final VarianceScaling HE_UNIFORM = new VarianceScaling(2, Fan.INPUTS, true);
    public static final VarianceScaling HE_NORMAL = new VarianceScaling(2, Fan.INPUTS, false);
    public static final VarianceScaling LECUN_UNIFORM = new VarianceScaling(1, Fan.INPUTS, true);
    public static final VarianceScaling LECUN_NORMAL = new VarianceScaling(1, Fan.INPUTS, false);

    /** The standard deviation of a standard normal distribution that is cut off at −2 and 2. */
    private static final double TRUNCATED_DEVIATION = 0.8796256610342398;

    private static final double CUT = 2;

    public VarianceScaling {
        Checks.positive("scale", scale);
    }

    @Override
    public void fill(float[] theta, int from, List<Integer> shape, RandomGenerator random) {
        double deviation = Math.sqrt(scale / fan(shape));
        if (uniform) {
            new Uniform(Math.sqrt(3) * deviation).fill(theta, from, shape, random);
            return;
        }
        int to = from + Initializer.size(shape);
        for (int i = from; i < to; i++) {
            theta[i] = (float) (deviation / TRUNCATED_DEVIATION * truncated(random));
        }
    }

    private double fan(List<Integer> shape) {
        double kernel = 1;
        for (int dimension : shape.subList(Math.min(2, shape.size()), shape.size())) {
            kernel *= dimension;
        }
        double outputs = kernel * shape.get(0);
        double inputs = kernel * shape.get(Math.min(1, shape.size() - 1));
        return switch (fan) {
            case INPUTS -> inputs;
            case OUTPUTS -> outputs;
            case MEAN -> (inputs + outputs) / 2;
        };
    }

    private static double truncated(RandomGenerator random) {
        double z = Normal.standard(random);
        while (Math.abs(z) > CUT) {
            z = Normal.standard(random);
        }
        return z;
    }
}

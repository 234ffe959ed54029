package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;
import dev.lockstep.optim.GradientNorms;
import java.util.Optional;

/** Turns the sum of a mini-batch into its mean and measures it, in one pass over memory. */
final class MeanGradient {
    private final Slices trainable;
    private final Slices buffers;

    /** For weights laid out like this, of which these are trained: all that are trainable but those that are frozen. */
    MeanGradient(ParameterLayout layout, Slices trained) {
        this.trainable = trained;
        this.buffers = Slices.of(layout, false);
    }

    /**
     * The norms of the trained part of a mean.
     *
     * @param problem why it must not be used: the loss or an entry, buffers included, is not finite
     */
    record Measured(GradientNorms norms, Optional<String> problem) {}

    /** Divides the gradient by the weight of its rows, in place, and measures it. */
    Measured measure(GradientSum sum) {
        double loss = sum.loss() / sum.weight();
        float[] gradient = sum.gradient();
        GradientNorms norms = GradientNorms.of(trainable, slice -> divide(gradient, sum.weight(), slice));
        double bufferSquares = buffers.sum(slice -> divide(gradient, sum.weight(), slice));
        if (!Double.isFinite(loss)) {
            return new Measured(norms, Optional.of("the loss became " + loss));
        }
        return new Measured(
                norms,
                norms.areFinite() && Double.isFinite(bufferSquares)
                        ? Optional.empty()
                        : Optional.of("the gradient is no longer finite"));
    }

    /**
     * The same for who cannot do without.
     *
     * @throws DivergedException if the mean must not be used
     */
    GradientNorms of(GradientSum sum, Step step, double learningRate) {
        Measured measured = measure(sum);
        measured.problem().ifPresent(what -> {
            throw new DivergedException(what, step, learningRate);
        });
        return measured.norms();
    }

    /** Writes the new values of untrained tensors, which their mean is, into the weights. */
    void writeBuffers(float[] mean, float[] theta) {
        buffers.forEach(slice -> System.arraycopy(mean, slice.from(), theta, slice.from(), slice.length()));
    }

    private static double divide(float[] sum, double weight, Slice slice) {
        double inverse = exactInverse(weight);
        // Four sums, always the same four: one alone would wait for itself at every addition.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = slice.from();
        for (; i < slice.to() - 3; i += 4) {
            a += divide(sum, weight, inverse, i);
            b += divide(sum, weight, inverse, i + 1);
            c += divide(sum, weight, inverse, i + 2);
            d += divide(sum, weight, inverse, i + 3);
        }
        for (; i < slice.to(); i++) {
            a += divide(sum, weight, inverse, i);
        }
        return (a + b) + (c + d);
    }

    /**
     * The inverse of a power of two, else 0. A product with it has the bits of the quotient, and takes a fraction of the time; weights of
     * mini-batches are often such powers.
     */
    private static double exactInverse(double weight) {
        boolean power = Math.scalb(1.0, Math.getExponent(weight)) == weight;
        return power && Double.isFinite(1 / weight) && 1 / weight >= Double.MIN_NORMAL ? 1 / weight : 0;
    }

    private static double divide(float[] sum, double weight, double inverse, int i) {
        float mean = (float) (inverse == 0 ? sum[i] / weight : sum[i] * inverse);
        sum[i] = mean;
        return (double) mean * mean;
    }
}

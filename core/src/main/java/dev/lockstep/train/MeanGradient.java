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
        GradientNorms norms = GradientNorms.of(trainable, slice -> divideAndMeasure(gradient, sum.weight(), slice));
        double bufferSquares = buffers.sum(slice -> divideAndMeasure(gradient, sum.weight(), slice));
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

    /** Divides a slice, and returns the sum of its squares: it stays in a cache in between. */
    private static double divideAndMeasure(float[] sum, double weight, Slice slice) {
        float narrow = (float) weight;
        if (narrow != weight) {
            divideByDouble(sum, weight, slice);
        } else if (isPowerOfTwo(narrow)) {
            multiply(sum, 1 / narrow, slice);
        } else {
            divideByFloat(sum, narrow, slice);
        }
        return GradientNorms.squares(sum, slice);
    }

    private static void divideByDouble(float[] sum, double weight, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i++) {
            sum[i] = (float) (sum[i] / weight);
        }
    }

    /** The same bits: a quotient of floats in double is never so near to the middle of two floats that rounding it again errs. */
    private static void divideByFloat(float[] sum, float weight, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i++) {
            sum[i] /= weight;
        }
    }

    /** The same bits again, in a fraction of the time: weights of mini-batches are often powers of two. */
    private static void multiply(float[] sum, float inverse, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i++) {
            sum[i] *= inverse;
        }
    }

    /** Whether its inverse is an exact float, too. */
    private static boolean isPowerOfTwo(float weight) {
        int exponent = Math.getExponent(weight);
        return Math.abs(exponent) < Float.MAX_EXPONENT && Math.scalb(1f, exponent) == weight;
    }
}

package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;

/**
 * Turns the sum of a mini-batch into its mean and measures it, in one pass over memory. The norm is finite exactly if every
 * entry is: the square of any float is finite in double.
 */
final class MeanGradient {
    private final Slices trainable;
    private final Slices buffers;

    MeanGradient(ParameterLayout layout) {
        this.trainable = Slices.of(layout, true);
        this.buffers = Slices.of(layout, false);
    }

    /**
     * Divides the gradient by the weight of its rows, in place, and returns the Euclidean norm of its trainable part.
     *
     * @throws DivergedException if the loss or any entry, buffers included, is not finite
     */
    double of(GradientSum sum, Step step, double learningRate) {
        double loss = sum.loss() / sum.weight();
        if (!Double.isFinite(loss)) {
            throw new DivergedException("the loss became " + loss, step, learningRate);
        }
        float[] gradient = sum.gradient();
        double squares = trainable.sum(slice -> divide(gradient, sum.weight(), slice));
        double bufferSquares = buffers.sum(slice -> divide(gradient, sum.weight(), slice));
        if (!Double.isFinite(squares + bufferSquares)) {
            throw new DivergedException("the gradient is no longer finite", step, learningRate);
        }
        return Math.sqrt(squares);
    }

    /** Writes the new values of untrained tensors, which their mean is, into the weights. */
    void writeBuffers(float[] mean, float[] theta) {
        buffers.forEach(slice -> System.arraycopy(mean, slice.from(), theta, slice.from(), slice.length()));
    }

    private static double divide(float[] sum, double weight, Slice slice) {
        // Four sums, always the same four: one alone would wait for itself at every addition.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = slice.from();
        for (; i < slice.to() - 3; i += 4) {
            a += divide(sum, weight, i);
            b += divide(sum, weight, i + 1);
            c += divide(sum, weight, i + 2);
            d += divide(sum, weight, i + 3);
        }
        for (; i < slice.to(); i++) {
            a += divide(sum, weight, i);
        }
        return (a + b) + (c + d);
    }

    private static double divide(float[] sum, double weight, int i) {
        float mean = (float) (sum[i] / weight);
        sum[i] = mean;
        return (double) mean * mean;
    }
}

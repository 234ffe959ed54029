package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;
import dev.lockstep.optim.GradientNorms;
import dev.lockstep.optim.OptimizerState;

/** Turns the sum of a mini-batch into its mean and measures it, in one pass over memory. */
final class MeanGradient {
    private final Slices trainable;
    private final Slices buffers;

    /** For weights laid out like this, of which an optimizer with this state trains those that it has not frozen. */
    MeanGradient(ParameterLayout layout, OptimizerState state) {
        this.trainable = state.trainable();
        this.buffers = Slices.of(layout, false);
    }

    /**
     * Divides the gradient by the weight of its rows, in place, and returns the norms of its trained part.
     *
     * @throws DivergedException if the loss or any entry, buffers included, is not finite
     */
    GradientNorms of(GradientSum sum, Step step, double learningRate) {
        double loss = sum.loss() / sum.weight();
        if (!Double.isFinite(loss)) {
            throw new DivergedException("the loss became " + loss, step, learningRate);
        }
        float[] gradient = sum.gradient();
        GradientNorms norms = GradientNorms.of(trainable, slice -> divide(gradient, sum.weight(), slice));
        double bufferSquares = buffers.sum(slice -> divide(gradient, sum.weight(), slice));
        if (!norms.areFinite() || !Double.isFinite(bufferSquares)) {
            throw new DivergedException("the gradient is no longer finite", step, learningRate);
        }
        return norms;
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

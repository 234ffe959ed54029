package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;
import java.util.List;

/**
 * Gradients of another source with a penalty on large weights, added on this machine: the one home of L1 and L2, of which
 * neither optimizers nor workers know.
 *
 * <p>The loss of training includes the penalty. {@link #evaluate} leaves it out, so that losses of validation and test rows are
 * of the data alone and runs with other penalties can be compared; Keras adds it to both. A tensor that the optimizer freezes still
 * costs what it costs, which moves nothing.
 */
public final class PenalizedGradients implements GradientSource {
    private final GradientSource source;
    private final Penalty penalty;
    private final Slices penalized;

    /**
     * A penalty on the decayed tensors of a layout.
     *
     * @param source is closed by {@link #close}
     */
    public PenalizedGradients(GradientSource source, Penalty penalty, ParameterLayout layout) {
        this.source = source;
        this.penalty = penalty;
        List<Parameter> tensors = layout.parameters().stream()
                .map(tensor -> new Parameter(
                        tensor.name(), tensor.shape(), tensor.trainable() && tensor.decayed(), tensor.decayed()))
                .toList();
        this.penalized = Slices.of(ParameterLayout.of(tensors), true);
    }

    @Override
    public long rows(Split split) {
        return source.rows(split);
    }

    @Override
    public GradientSum gradient(float[] theta, Step step) {
        GradientSum sum = source.gradient(theta, step);
        // Everything in it is divided by the weight of its rows later on.
        double value = penalized.sum(slice -> add(theta, sum.gradient(), sum.weight(), slice));
        sum.count(sum.weight() * value, 0, 0);
        return sum;
    }

    /** Adds the penalty's gradient to a slice of the sum, in place, and returns what the slice costs. */
    private double add(float[] theta, float[] gradient, double weight, Slice slice) {
        double value = 0;
        for (int i = slice.from(); i < slice.to(); i++) {
            value += penalty.value(theta[i]);
            gradient[i] = (float) (gradient[i] + weight * penalty.derivative(theta[i]));
        }
        return value;
    }

    @Override
    public Evaluation evaluate(float[] theta, Split split) {
        return source.evaluate(theta, split);
    }

    @Override
    public void stopWaiting() {
        source.stopWaiting();
    }

    @Override
    public long reduceNanos() {
        return source.reduceNanos();
    }

    @Override
    public void close() {
        source.close();
    }
}

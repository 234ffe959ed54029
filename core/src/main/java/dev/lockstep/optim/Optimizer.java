package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;

/**
 * How weights follow from a gradient: immutable settings and an update rule. What changes from step to step is in an
 * {@link OptimizerState}. Rules, names and defaults are those of Keras 3.
 */
public sealed interface Optimizer permits Sgd, Adam {
    /** The state before the first update of weights laid out like this. */
    OptimizerState newState(ParameterLayout layout);

    /** The state before the first update of one vector of n weights. */
    default OptimizerState newState(int n) {
        return newState(ParameterLayout.vector(n));
    }

    /** The learning rate where none is given. */
    double defaultLearningRate();

    /** The same optimizer with another {@code momentum}, or what stands for it: a schedule may cycle it. */
    Optimizer withMomentum(double momentum);

    /**
     * Updates one slice of {@code theta} and of the state's slots, in place. Only {@link #update(float[], float[],
     * OptimizerState, double) update} calls it: the step is counted already.
     */
    void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice);

    /**
     * Updates {@code theta} and the state in place. Only trainable weights move.
     *
     * @param gradient the mean over the mini-batch; only read
     */
    default void update(float[] theta, float[] gradient, OptimizerState state, double learningRate) {
        update(theta, theta, gradient, state, learningRate);
    }

    /**
     * Writes the updated weights to {@code to}, leaves {@code from} as it is, and updates the state in place: for readers that
     * may still be looking at {@code from}. Each slice is copied and then updated, in one pass over memory.
     */
    default void update(float[] from, float[] to, float[] gradient, OptimizerState state, double learningRate) {
        Checks.require(from.length == state.size(), "number of weights", "" + state.size(), from.length);
        Checks.require(to.length == state.size(), "number of updated weights", "" + state.size(), to.length);
        Checks.require(gradient.length == state.size(), "length of the gradient", "" + state.size(), gradient.length);
        Checks.notNegative("learning rate", learningRate);
        state.countStep();
        state.trainable().forEach(slice -> {
            copy(from, to, slice);
            apply(to, gradient, state, learningRate, slice);
        });
        state.untrained().forEach(slice -> copy(from, to, slice));
    }

    /**
     * Writes into {@code out} the weights to evaluate and save. They are {@code theta}, but for rules whose answer is another
     * than the weights at which they take gradients.
     */
    default void evaluationWeights(float[] theta, OptimizerState state, float[] out) {
        System.arraycopy(theta, 0, out, 0, theta.length);
    }

    private static void copy(float[] from, float[] to, Slice slice) {
        if (from != to) {
            System.arraycopy(from, slice.from(), to, slice.from(), slice.length());
        }
    }
}

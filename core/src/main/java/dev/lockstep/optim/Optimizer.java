package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;

/**
 * How weights follow from a gradient: immutable settings and an update rule. What changes from step to step is in an
 * {@link OptimizerState}. Rules, names and defaults are those of Keras 3.
 *
 * <p>Most rules are {@link Elementwise}. What is not part of a rule is composed: {@link Wrapper}s hold another optimizer and add
 * decay, clipping, averages and the like to it.
 */
public sealed interface Optimizer permits Elementwise, Wrapper, Lamb, Lars, Adafactor, Muon, ScheduleFreeAdamW {
    /** The state before the first update of weights laid out like this. */
    OptimizerState newState(ParameterLayout layout);

    /**
     * Makes sure that there are the tensors that its settings name, without the memory of a state.
     *
     * @throws IllegalArgumentException if there are not; so does {@link #newState}
     */
    default void requireTensors(ParameterLayout layout) {}

    /** The state before the first update of one vector of n weights. */
    default OptimizerState newState(int n) {
        return newState(ParameterLayout.vector(n));
    }

    /** The learning rate where none is given. */
    double defaultLearningRate();

    /** The same optimizer with another {@code momentum}, or what stands for it: a schedule may cycle it. */
    Optimizer withMomentum(double momentum);

    /** Carries an update out, by its passes. */
    void update(Update update);

    /**
     * Updates {@code theta} and the state in place. Only trainable weights move.
     *
     * @param gradient the mean over the mini-batch; transforms write to it, and so do rules that need room for their steps
     * @throws IllegalArgumentException if the gradient is not finite; then nothing has changed
     */
    default void update(float[] theta, float[] gradient, OptimizerState state, double learningRate) {
        update(theta, theta, gradient, state, learningRate);
    }

    /**
     * Writes the updated weights to {@code to}, leaves {@code from} as it is, and updates the state in place: for readers that
     * may still be looking at {@code from}. Each slice is copied and then updated, in one pass over memory.
     *
     * @throws IllegalArgumentException if the gradient is not finite; then nothing has changed
     */
    default void update(float[] from, float[] to, float[] gradient, OptimizerState state, double learningRate) {
        check(from, to, gradient, state, learningRate);
        update(from, to, gradient, GradientNorms.of(gradient, state), state, learningRate);
    }

    /**
     * The same, by someone who has the norms of the gradient already.
     *
     * @throws IllegalArgumentException if they say that the gradient is not finite; then nothing has changed
     */
    default void update(
            float[] from,
            float[] to,
            float[] gradient,
            GradientNorms norms,
            OptimizerState state,
            double learningRate) {
        check(from, to, gradient, state, learningRate);
        norms.check(largestNorm());
        state.countStep();
        update(new Update(from, to, gradient, norms, state, learningRate));
        state.untrained().forEach(slice -> Update.copy(from, to, slice));
    }

    private static void check(float[] from, float[] to, float[] gradient, OptimizerState state, double learningRate) {
        Checks.require(from.length == state.size(), "number of weights", "" + state.size(), from.length);
        Checks.require(to.length == state.size(), "number of updated weights", "" + state.size(), to.length);
        Checks.require(gradient.length == state.size(), "length of the gradient", "" + state.size(), gradient.length);
        Checks.notNegative("learning rate", learningRate);
    }

    /**
     * The largest norm of a gradient that leaves every slot finite, for rules that take the square of what they are given: far
     * enough below the root of the largest float that squares can be added up.
     */
    default double largestNorm() {
        return 1e18;
    }

    /**
     * Whether a gradient that is k times as large makes a step k times as long, as in plain descent: then the largest rate at which
     * training is stable is {@code 2 / λmax} of the loss's curvature. Other rules choose the length of a step themselves.
     */
    default boolean isProportional() {
        return false;
    }

    /** How many gradients an update takes: more than one where they are accumulated. */
    default int gradientsPerUpdate() {
        return 1;
    }

    /**
     * Writes into {@code out} the weights to evaluate and save. They are {@code theta}, but for rules whose answer is another
     * than the weights at which they take gradients.
     */
    default void evaluationWeights(float[] theta, OptimizerState state, float[] out) {
        System.arraycopy(theta, 0, out, 0, theta.length);
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.ParameterLayout;

/** An optimizer around another one, {@link #inner}, which it leaves as it is but for what its own name says. */
public sealed interface Wrapper extends Optimizer
        permits Decayed,
                CoupledDecay,
                Transformed,
                ExponentialAverage,
                StochasticAverage,
                Grouped,
                Accumulated,
                Lookahead {
    Optimizer inner();

    /** The same wrapper around another optimizer. */
    Optimizer around(Optimizer other);

    @Override
    default void requireTensors(ParameterLayout layout) {
        inner().requireTensors(layout);
    }

    @Override
    default OptimizerState newState(ParameterLayout layout) {
        return inner().newState(layout);
    }

    @Override
    default double defaultLearningRate() {
        return inner().defaultLearningRate();
    }

    @Override
    default Optimizer withMomentum(double momentum) {
        return around(inner().withMomentum(momentum));
    }

    @Override
    default void update(Update update) {
        inner().update(update);
    }

    @Override
    default double largestNorm() {
        return inner().largestNorm();
    }

    @Override
    default boolean isProportional() {
        return inner().isProportional();
    }

    @Override
    default int gradientsPerUpdate() {
        return inner().gradientsPerUpdate();
    }

    @Override
    default void evaluationWeights(float[] theta, OptimizerState state, float[] out) {
        inner().evaluationWeights(theta, state, out);
    }
}

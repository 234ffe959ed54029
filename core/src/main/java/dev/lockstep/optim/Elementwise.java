package dev.lockstep.optim;

import dev.lockstep.numeric.Slice;

/** A rule by which the new value of a weight depends on that weight's own gradient and slots alone. */
public sealed interface Elementwise extends Optimizer
        permits Sgd,
                Adam,
                Adagrad,
                RmsProp,
                Adadelta,
                Adamax,
                Nadam,
                RAdam,
                Lion,
                Ftrl,
                TorchSgd,
                TorchAdagrad,
                TorchRmsProp,
                TorchAdam,
                TorchAdamax,
                TorchNadam,
                TorchAdadelta {
    /**
     * Updates one slice of {@code theta} and of the state's slots, in place. Called by {@link #update(float[], float[],
     * OptimizerState, double) update}, which has counted the step.
     *
     * @param learningRate of the slice's tensor
     */
    void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice);

    @Override
    default void update(Update update) {
        update.pass((slice, rate) -> apply(update.theta(), update.gradient(), update.state(), rate, slice));
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Slice;
import java.util.Arrays;

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
     * Updates one slice of {@code theta} and of the state's slots, in place. The slots of the slice lie at the indices of its
     * weights: loops over several arrays only become vector instructions if all have the same index.
     *
     * @param learningRate of the slice's tensor
     * @param slice has a shift of 0
     */
    void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice);

    /** Updates any slice: where its slots lie at other indices than its weights, by way of copies, which stay in the cache. */
    default void applyAnywhere(
            float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        if (slice.shift() == 0) {
            apply(theta, gradient, state, learningRate, slice);
            return;
        }
        float[] weights = Arrays.copyOfRange(theta, slice.from(), slice.to());
        float[] slopes = Arrays.copyOfRange(gradient, slice.from(), slice.to());
        OptimizerState window = state.window(slice);
        apply(weights, slopes, window, learningRate, new Slice(0, slice.length(), 0, slice.tensor()));
        System.arraycopy(weights, 0, theta, slice.from(), slice.length());
        state.writeBack(window, slice);
    }

    @Override
    default void update(Update update) {
        update.pass((slice, rate) -> applyAnywhere(update.theta(), update.gradient(), update.state(), rate, slice));
    }
}

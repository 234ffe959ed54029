package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;

/**
 * An optimizer that makes one update of the mean of several gradients, one after the other: a larger batch without more memory.
 * Keras's {@code gradient_accumulation_steps}; unlike there, schedules count updates. It is the outermost wrapper.
 *
 * @param gradientsPerUpdate {@code k}, at least 2
 */
public record Accumulated(Optimizer inner, int gradientsPerUpdate) implements Wrapper {
    private static final String SUM = "accumulated";
    private static final String COUNT = "gradients";

    public Accumulated {
        Checks.atLeast("gradient_accumulation_steps", gradientsPerUpdate, 2);
    }

    @Override
    public Accumulated around(Optimizer other) {
        return new Accumulated(other, gradientsPerUpdate);
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return inner.newState(layout).withSlot(SUM).withNumber(COUNT, 0);
    }

    /** Adds the gradient to those before; every k-th time, updates the weights. */
    @Override
    public void update(
            float[] from,
            float[] to,
            float[] gradient,
            GradientNorms norms,
            OptimizerState state,
            double learningRate) {
        norms.check(largestNorm());
        float[] sum = state.slot(SUM);
        int count = (int) state.number(COUNT) + 1;
        if (count < gradientsPerUpdate) {
            state.trainable().forEach(slice -> {
                add(gradient, sum, count == 1, slice);
                Update.copy(from, to, slice);
            });
            state.untrained().forEach(slice -> Update.copy(from, to, slice));
            state.setNumber(COUNT, count);
            return;
        }
        GradientNorms ofMean = GradientNorms.of(state.trainable(), slice -> {
            mean(sum, gradient, gradientsPerUpdate, slice);
            return GradientNorms.squares(gradient, slice);
        });
        inner.update(from, to, gradient, ofMean, state, learningRate);
        state.setNumber(COUNT, 0);
    }

    @Override
    public void update(Update update) {
        throw new IllegalStateException("accumulation must be the outermost wrapper");
    }

    private static void add(float[] gradient, float[] sum, boolean first, Slice slice) {
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            sum[i - shift] = first ? gradient[i] : sum[i - shift] + gradient[i];
        }
    }

    private static void mean(float[] sum, float[] gradient, int count, Slice slice) {
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            gradient[i] = (sum[i - shift] + gradient[i]) / count;
        }
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Lion: every parameter steps by the rate, up or down, as the sign of its momentum says.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * θ ← θ − η sign(β₁ m + (1 − β₁) g)  sign(0) = 0
 * m ← β₂ m + (1 − β₂) g              m₀ = 0
 * }</pre>
 *
 * <p>As in Keras and the paper; PyTorch has none. For large models with large batches, with half of Adam's memory: at a third to a
 * tenth of Adam's rate, and as many times its weight decay. Steps do not shrink near a minimum, so the rate has to. What a
 * schedule cycles as momentum is {@code β₁}.
 *
 * @param beta1 {@code β₁}, how much of the step's direction is momentum, in [0, 1)
 * @param beta2 {@code β₂}, decay of the momentum, in [0, 1)
 * @see <a href="https://arxiv.org/abs/2302.06675">Chen and others, 2023</a>
 */
public record Lion(double beta1, double beta2) implements Elementwise {
    /** Keras's values. */
    public static final Lion DEFAULT = new Lion(0.9, 0.99);

    /** Its square times the smallest float above 0 is more than 1. */
    private static final float HUGE = 0x1p127f;

    public Lion {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
    }

    static Lion of(Settings settings) {
        return new Lion(settings.number("beta_1", DEFAULT.beta1), settings.number("beta_2", DEFAULT.beta2));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "m");
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    /** Any that is finite: nothing is squared. */
    @Override
    public double largestNorm() {
        return Double.MAX_VALUE;
    }

    @Override
    public Lion withMomentum(double momentum) {
        return new Lion(momentum, beta2);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        float[] m = state.slot("m");
        float stepShare = (float) (1 - beta1);
        float mRate = (float) (1 - beta2);
        float rate = (float) learningRate;
        for (int i = slice.from(); i < slice.to(); i++) {
            float change = gradient[i] - m[i];
            float direction = m[i] + stepShare * change;
            m[i] += mRate * change;
            theta[i] -= rate * sign(direction);
        }
    }

    /** Without a branch, which Math.signum has: those of noisy gradients cannot be predicted. */
    private static float sign(float x) {
        return Math.max(-1, Math.min(1, x * HUGE * HUGE));
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's Adam: each parameter's step is scaled by running estimates of its gradient's mean and mean square, both corrected.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * m ← β₁ m + (1 − β₁) g              m₀ = 0
 * v ← β₂ v + (1 − β₂) g²             v₀ = 0
 * θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * }</pre>
 *
 * <p>{@code ε} is added to the root of the corrected {@code v}, as in the paper's Algorithm 1; {@link Adam} adds it to the uncorrected one,
 * where it weighs more in the first steps. For settings that come from PyTorch. What a schedule cycles as momentum is
 * {@code β₁}.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param amsgrad whether the step is scaled by the largest {@code v} so far, before its correction; one more slot
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html">PyTorch's Adam</a>
 */
public record TorchAdam(double beta1, double beta2, double epsilon, boolean amsgrad) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchAdam DEFAULT = new TorchAdam(0.9, 0.999, 1e-8, false);

    public TorchAdam {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
    }

    static TorchAdam of(Settings settings) {
        return new TorchAdam(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon),
                settings.flag("amsgrad", DEFAULT.amsgrad));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return amsgrad ? OptimizerState.zeros(layout, "m", "v", "v_max") : OptimizerState.zeros(layout, "m", "v");
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public TorchAdam withMomentum(double momentum) {
        return new TorchAdam(momentum, beta2, epsilon, amsgrad);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        double t = (double) state.step();
        float[] m = state.slot("m");
        float[] v = state.slot("v");
        float mRate = (float) (1 - beta1);
        float vRate = (float) (1 - beta2);
        float e = (float) epsilon;
        float alpha = (float) (learningRate / (1 - StrictMath.pow(beta1, t)));
        float correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t)));
        if (amsgrad) {
            float[] max = state.slot("v_max");
            for (int i = slice.from(); i < slice.to(); i++) {
                float g = gradient[i];
                m[i] += mRate * (g - m[i]);
                v[i] += vRate * (g * g - v[i]);
                max[i] = Math.max(max[i], v[i]);
                theta[i] -= alpha * m[i] / ((float) Math.sqrt(max[i]) * correction + e);
            }
            return;
        }
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            m[i] += mRate * (g - m[i]);
            v[i] += vRate * (g * g - v[i]);
            theta[i] -= alpha * m[i] / ((float) Math.sqrt(v[i]) * correction + e);
        }
    }
}

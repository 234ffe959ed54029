package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's AdaMax: Adam with a decaying maximum of the gradient's size in place of the root of its mean square.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * m ← β₁ m + (1 − β₁) g              m₀ = 0
 * u ← max(β₂ u, |g| + ε)             u₀ = 0
 * θ ← θ − η / (1 − β₁ᵗ) · m / u
 * }</pre>
 *
 * <p>{@link Adamax} adds {@code ε} to {@code u} when it divides. For settings that come from PyTorch. What a schedule cycles as momentum is
 * {@code β₁}.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the maximum, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html">PyTorch's Adamax</a>
 */
public record TorchAdamax(double beta1, double beta2, double epsilon) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchAdamax DEFAULT = new TorchAdamax(0.9, 0.999, 1e-8);

    public TorchAdamax {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
    }

    static TorchAdamax of(Settings settings) {
        return new TorchAdamax(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "m", "u");
    }

    @Override
    public double defaultLearningRate() {
        return 0.002;
    }

    @Override
    public TorchAdamax withMomentum(double momentum) {
        return new TorchAdamax(momentum, beta2, epsilon);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        float[] m = state.slot("m");
        float[] u = state.slot("u");
        float mRate = (float) (1 - beta1);
        float decay = (float) beta2;
        float e = (float) epsilon;
        float alpha = (float) (learningRate / (1 - StrictMath.pow(beta1, (double) state.step())));
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            m[i] += mRate * (g - m[i]);
            u[i] = Math.max(decay * u[i], Math.abs(g) + e);
            theta[i] -= alpha * m[i] / u[i];
        }
    }
}

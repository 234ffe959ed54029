package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Adam: each parameter's step is scaled by running estimates of its gradient's mean and mean square.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * m ← β₁ m + (1 − β₁) g              m₀ = 0
 * v ← β₂ v + (1 − β₂) g²             v₀ = 0
 * α = η √(1 − β₂ᵗ) / (1 − β₁ᵗ)
 * θ ← θ − α m / (√v + ε)
 * }</pre>
 *
 * <p>{@code ε} is added to the root of the uncorrected {@code v}, as Keras does (the paper's closing remark in its section 2);
 * PyTorch adds it to the corrected root. What a schedule cycles as momentum is {@code β₁}, as in PyTorch.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param amsgrad whether the step is scaled by the largest {@code v} so far (Reddi and others, 2018), which keeps it from
 *     growing again; one more slot
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba, 2015</a>
 */
public record Adam(double beta1, double beta2, double epsilon, boolean amsgrad) implements Elementwise {
    /** Keras's values. */
    public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-7, false);

    public Adam {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
    }

    static Adam of(Settings settings) {
        return new Adam(
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
    public Adam withMomentum(double momentum) {
        return new Adam(momentum, beta2, epsilon, amsgrad);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        double t = (double) state.step();
        float[] m = state.slot("m");
        float[] v = state.slot("v");
        float mRate = (float) (1 - beta1); // rounded after the subtraction: 1 − (float) 0.999 is off by 1.3e-5
        float vRate = (float) (1 - beta2);
        float e = (float) epsilon;
        float alpha = (float) (learningRate * Math.sqrt(1 - StrictMath.pow(beta2, t)) / (1 - StrictMath.pow(beta1, t)));
        if (amsgrad) {
            float[] max = state.slot("v_max");
            for (int i = slice.from(); i < slice.to(); i++) {
                float g = gradient[i];
                m[i] += mRate * (g - m[i]);
                v[i] += vRate * (g * g - v[i]);
                max[i] = Math.max(max[i], v[i]);
                theta[i] -= alpha * m[i] / ((float) Math.sqrt(max[i]) + e);
            }
            return;
        }
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            m[i] += mRate * (g - m[i]);
            v[i] += vRate * (g * g - v[i]);
            theta[i] -= alpha * m[i] / ((float) Math.sqrt(v[i]) + e);
        }
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Rectified Adam: Adam that steps by the mean alone until its mean square has seen enough gradients, and carefully at first.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * m ← β₁ m + (1 − β₁) g              m₀ = 0
 * v ← β₂ v + (1 − β₂) g²             v₀ = 0
 * L = 2 / (1 − β₂) − 1
 * l = L − 2 t β₂ᵗ / (1 − β₂ᵗ)
 * θ ← θ − η / (1 − β₁ᵗ) · m                                             if l ≤ 5
 * r = √((l − 4)(l − 2) L / ((L − 4)(L − 2) l))
 * θ ← θ − η r √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)                     otherwise
 * }</pre>
 *
 * <p>{@code ε}'s place and the 5 are PyTorch's, where the paper has no {@code ε} and a 4; Keras has no such optimizer. In place of Adam
 * with a warm-up whose length would have to be found. What a schedule cycles as momentum is {@code β₁}.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @see <a href="https://arxiv.org/abs/1908.03265">Liu and others, 2020</a>
 */
public record RAdam(double beta1, double beta2, double epsilon) implements Elementwise {
    /** PyTorch's values. */
    public static final RAdam DEFAULT = new RAdam(0.9, 0.999, 1e-8);

    /** Up to this length of the mean square's memory, its variance is too large to divide by. */
    private static final double UNRECTIFIED = 5;

    public RAdam {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
    }

    static RAdam of(Settings settings) {
        return new RAdam(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "m", "v");
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public RAdam withMomentum(double momentum) {
        return new RAdam(momentum, beta2, epsilon);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        double t = (double) state.step();
        float[] m = state.slot("m");
        float[] v = state.slot("v");
        float mRate = (float) (1 - beta1);
        float vRate = (float) (1 - beta2);
        float e = (float) epsilon;
        double power = StrictMath.pow(beta2, t);
        double rate = learningRate / (1 - StrictMath.pow(beta1, t));
        double longest = 2 / (1 - beta2) - 1;
        double length = longest - 2 * t * power / (1 - power);
        if (length <= UNRECTIFIED) {
            float alpha = (float) rate;
            for (int i = slice.from(); i < slice.to(); i++) {
                float g = gradient[i];
                m[i] += mRate * (g - m[i]);
                v[i] += vRate * (g * g - v[i]);
                theta[i] -= alpha * m[i];
            }
            return;
        }
        float alpha = (float) (rate * Math.sqrt(1 - power) * rectification(length, longest));
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            m[i] += mRate * (g - m[i]);
            v[i] += vRate * (g * g - v[i]);
            theta[i] -= alpha * m[i] / ((float) Math.sqrt(v[i]) + e);
        }
    }

    private static double rectification(double length, double longest) {
        return Math.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    }
}

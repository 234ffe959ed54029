package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Nadam: Adam with Nesterov's momentum, which grows towards {@code β₁} over the first steps.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * μₜ = β₁ (1 − ½ · 0.96ᵗ)
 * Π ← Π μₜ                           Π₀ = 1, once a step
 * m ← β₁ m + (1 − β₁) g              m₀ = 0
 * v ← β₂ v + (1 − β₂) g²             v₀ = 0
 * n = μₜ₊₁ m / (1 − Π μₜ₊₁) + (1 − μₜ) g / (1 − Π)
 * θ ← θ − η n / (√(v / (1 − β₂ᵗ)) + ε)
 * }</pre>
 *
 * <p>{@code ε} is added to the root of the corrected {@code v}, as everywhere. PyTorch's {@code μₜ} takes 250 times as many steps to grow;
 * Optax's is {@code β₁} from the start. Where Adam does well and the last bit of speed counts: at least as fast on most problems.
 * What a schedule cycles as momentum is {@code β₁}.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @see <a href="https://cs229.stanford.edu/proj2015/054_report.pdf">Dozat, 2015</a>
 */
public record Nadam(double beta1, double beta2, double epsilon) implements Elementwise {
    /** Keras's values. */
    public static final Nadam DEFAULT = new Nadam(0.9, 0.999, 1e-7);

    private static final String PRODUCT = "mu_product";

    public Nadam {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
    }

    static Nadam of(Settings settings) {
        return new Nadam(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "m", "v").withNumber(PRODUCT, 1);
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public Nadam withMomentum(double momentum) {
        return new Nadam(momentum, beta2, epsilon);
    }

    @Override
    public void update(Update update) {
        OptimizerState state = update.state();
        state.setNumber(PRODUCT, state.number(PRODUCT) * mu((double) state.step()));
        Elementwise.super.update(update);
    }

    private double mu(double t) {
        return beta1 * (1 - 0.5 * StrictMath.pow(0.96, t));
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        double t = (double) state.step();
        double product = state.number(PRODUCT);
        float[] m = state.slot("m");
        float[] v = state.slot("v");
        float mRate = (float) (1 - beta1);
        float vRate = (float) (1 - beta2);
        float correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t)));
        float e = (float) epsilon;
        float ofMean = (float) (learningRate * mu(t + 1) / (1 - product * mu(t + 1)));
        float ofGradient = (float) (learningRate * (1 - mu(t)) / (1 - product));
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            m[i] += mRate * (g - m[i]);
            v[i] += vRate * (g * g - v[i]);
            theta[i] -= (ofMean * m[i] + ofGradient * g) / ((float) Math.sqrt(v[i]) * correction + e);
        }
    }
}

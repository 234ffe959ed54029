package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's Nadam: Adam with Nesterov's momentum, which grows slowly towards {@code β₁}.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * μₜ = β₁ (1 − ½ · 0.96ᵗᵏ)
 * Π, m, v, n, θ                      as in Nadam
 * }</pre>
 *
 * <p>{@link Nadam} has {@code k = 1}: its {@code μₜ} is near {@code β₁} after a hundred steps, this one's after ten thousands. For settings that
 * come from PyTorch. What a schedule cycles as momentum is {@code β₁}.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param momentumDecay {@code k}, how fast {@code μₜ} grows, at least 0
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html">PyTorch's NAdam</a>
 */
public record TorchNadam(double beta1, double beta2, double epsilon, double momentumDecay) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchNadam DEFAULT = new TorchNadam(0.9, 0.999, 1e-8, 0.004);

    private static final String PRODUCT = "mu_product";

    public TorchNadam {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
        Checks.notNegative("momentum_decay", momentumDecay);
    }

    static TorchNadam of(Settings settings) {
        return new TorchNadam(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon),
                settings.number("momentum_decay", DEFAULT.momentumDecay));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "m", "v").withNumber(PRODUCT, 1);
    }

    @Override
    public double defaultLearningRate() {
        return 0.002;
    }

    @Override
    public TorchNadam withMomentum(double momentum) {
        return new TorchNadam(momentum, beta2, epsilon, momentumDecay);
    }

    @Override
    public void update(Update update) {
        OptimizerState state = update.state();
        state.setNumber(PRODUCT, state.number(PRODUCT) * mu((double) state.step()));
        Elementwise.super.update(update);
    }

    private double mu(double t) {
        return beta1 * (1 - 0.5 * StrictMath.pow(0.96, t * momentumDecay));
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

package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * AdaDelta: each parameter's step is as large as its recent steps were, divided by the size of its recent gradients.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * v ← ρ v + (1 − ρ) g²               v₀ = 0
 * Δ = √((d + ε) / (v + ε)) g
 * d ← ρ d + (1 − ρ) Δ²               d₀ = 0
 * θ ← θ − η Δ
 * }</pre>
 *
 * <p>The paper has no rate ({@code η = 1}, PyTorch's default); Keras's is 0.001, so that the first steps are tiny. {@code ε} is inside
 * both roots everywhere. For models where no single rate fits, if there are many steps to spare; it needs a rate of about 1.
 * There is no momentum for a schedule to cycle.
 *
 * @param rho {@code ρ}, decay of both running means, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero and the first steps going; positive
 * @see <a href="https://arxiv.org/abs/1212.5701">Zeiler, 2012</a>
 */
public record Adadelta(double rho, double epsilon) implements Elementwise {
    /** Keras's values. */
    public static final Adadelta DEFAULT = new Adadelta(0.95, 1e-7);

    public Adadelta {
        Checks.decay("rho", rho);
        Checks.divisor("epsilon", epsilon);
    }

    static Adadelta of(Settings settings) {
        return new Adadelta(settings.number("rho", DEFAULT.rho), settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "v", "d");
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public Adadelta withMomentum(double momentum) {
        return this;
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        float[] v = state.slot("v");
        float[] d = state.slot("d");
        float meanRate = (float) (1 - rho);
        float e = (float) epsilon;
        float rate = (float) learningRate;
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            v[i] += meanRate * (g * g - v[i]);
            float delta = (float) Math.sqrt((d[i] + e) / (v[i] + e)) * g;
            d[i] += meanRate * (delta * delta - d[i]);
            theta[i] -= rate * delta;
        }
    }
}

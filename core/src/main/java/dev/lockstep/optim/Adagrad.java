package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * AdaGrad: each parameter's step is divided by the root of the sum of its squared gradients.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * s ← s + g²                         s₀ = initial value
 * θ ← θ − η g / √(s + ε)
 * }</pre>
 *
 * <p>{@code ε} is inside the root and {@code s} starts above 0, as in Keras; PyTorch adds {@code ε} to the root and starts at 0.
 * For sparse features of linear models, where rare ones should keep large steps; on deep nets it slows down too early, since
 * {@code s} only grows. There is no momentum for a schedule to cycle.
 *
 * @param initialAccumulator {@code s₀}, at least 0
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @see <a href="https://jmlr.org/papers/v12/duchi11a.html">Duchi, Hazan and Singer, 2011</a>
 */
public record Adagrad(double initialAccumulator, double epsilon) implements Elementwise {
    /** Keras's values. */
    public static final Adagrad DEFAULT = new Adagrad(0.1, 1e-7);

    private static final String SUM = "sum";

    public Adagrad {
        Checks.notNegative("initial_accumulator_value", initialAccumulator);
        Checks.divisor("epsilon", epsilon);
    }

    static Adagrad of(Settings settings) {
        return new Adagrad(
                settings.number("initial_accumulator_value", DEFAULT.initialAccumulator),
                settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout).withSlotOf(SUM, (float) initialAccumulator);
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public Adagrad withMomentum(double momentum) {
        return this;
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        float[] sum = state.slot(SUM);
        float e = (float) epsilon;
        float rate = (float) learningRate;
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            sum[i] += g * g;
            theta[i] -= rate * g / (float) Math.sqrt(sum[i] + e);
        }
    }
}

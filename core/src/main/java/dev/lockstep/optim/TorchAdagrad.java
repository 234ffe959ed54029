package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's AdaGrad: each parameter's step is divided by the root of the sum of its squared gradients, and the rate may decay.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * s ← s + g²                         s₀ = initial value
 * θ ← θ − η / (1 + (t − 1) k) · g / (√s + ε)
 * }</pre>
 *
 * <p>{@link Adagrad} has {@code ε} inside the root, another start and no {@code k}. For settings that come from PyTorch; first steps have the
 * size of the rate, whatever the gradient's. There is no momentum for a schedule to cycle.
 *
 * @param initialAccumulator {@code s₀}, at least 0
 * @param learningRateDecay {@code k}, PyTorch's {@code lr_decay}, at least 0
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html">PyTorch's Adagrad</a>
 */
public record TorchAdagrad(double initialAccumulator, double learningRateDecay, double epsilon) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchAdagrad DEFAULT = new TorchAdagrad(0, 0, 1e-10);

    private static final String SUM = "sum";

    public TorchAdagrad {
        Checks.notNegative("initial_accumulator_value", initialAccumulator);
        Checks.notNegative("learning_rate_decay", learningRateDecay);
        Checks.divisor("epsilon", epsilon);
    }

    static TorchAdagrad of(Settings settings) {
        return new TorchAdagrad(
                settings.number("initial_accumulator_value", DEFAULT.initialAccumulator),
                settings.number("learning_rate_decay", DEFAULT.learningRateDecay),
                settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout).withSlotOf(SUM, (float) initialAccumulator);
    }

    @Override
    public double defaultLearningRate() {
        return 0.01;
    }

    @Override
    public TorchAdagrad withMomentum(double momentum) {
        return this;
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        float[] sum = state.slot(SUM);
        float e = (float) epsilon;
        float rate = (float) (learningRate / (1 + (state.step() - 1) * learningRateDecay));
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            sum[i] += g * g;
            theta[i] -= rate * g / ((float) Math.sqrt(sum[i]) + e);
        }
    }
}

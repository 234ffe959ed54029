package dev.lockstep.optim;

import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's AdaDelta: the rule of {@link Adadelta}, with the paper's rate of 1 and other values.
 *
 * <p>With the formula:
 *
 * <pre>{@code
 * Δ = √((d + ε) / (v + ε)) g
 * θ ← θ − η Δ
 * }</pre>
 *
 * <p>For models where no single rate fits, and none shall be looked for.
 *
 * @param rho {@code ρ}, decay of both running means, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero and the first steps going; positive
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html">PyTorch's Adadelta</a>
 */
public record TorchAdadelta(double rho, double epsilon) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchAdadelta DEFAULT = new TorchAdadelta(0.9, 1e-6);

    public TorchAdadelta {
        new Adadelta(rho, epsilon); // which checks them
    }

    static TorchAdadelta of(Settings settings) {
        return new TorchAdadelta(settings.number("rho", DEFAULT.rho), settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return rule().newState(layout);
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public TorchAdadelta withMomentum(double momentum) {
        return this;
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        rule().apply(theta, gradient, state, learningRate, slice);
    }

    private Adadelta rule() {
        return new Adadelta(rho, epsilon);
    }
}

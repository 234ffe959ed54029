package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's RMSProp: each parameter's step is divided by the root of a running mean of its squared gradients.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * v, m                               as in RmsProp, plain or centered
 * b ← μ b + g / (√v + ε)             b₀ = 0
 * θ ← θ − η b
 * }</pre>
 *
 * <p>{@link RmsProp} has {@code ε} inside the root, the rate inside {@code b}, and a shorter memory. For settings and schedules that come
 * from PyTorch. Without momentum there is no {@code b}, and unless centered no {@code m}.
 *
 * @param rho {@code ρ}, PyTorch's {@code alpha}, decay of the running means, in [0, 1)
 * @param momentum {@code μ}, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param centered whether to divide by the deviation from the running mean
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html">PyTorch's RMSprop</a>
 */
public record TorchRmsProp(double rho, double momentum, double epsilon, boolean centered) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchRmsProp DEFAULT = new TorchRmsProp(0.99, 0, 1e-8, false);

    public TorchRmsProp {
        Checks.decay("rho", rho);
        Checks.decay("momentum", momentum);
        Checks.divisor("epsilon", epsilon);
    }

    static TorchRmsProp of(Settings settings) {
        return new TorchRmsProp(
                settings.number("rho", DEFAULT.rho),
                settings.number("momentum", DEFAULT.momentum),
                settings.number("epsilon", DEFAULT.epsilon),
                settings.flag("centered", DEFAULT.centered));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return RmsProp.newState(layout, momentum, centered);
    }

    @Override
    public double defaultLearningRate() {
        return 0.01;
    }

    @Override
    public TorchRmsProp withMomentum(double other) {
        return new TorchRmsProp(rho, other, epsilon, centered);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        RmsProp.updateMeans(gradient, state, rho, centered, slice);
        float[] v = state.slot(RmsProp.V);
        float e = (float) epsilon;
        float rate = (float) learningRate;
        // A schedule may take the momentum down to 0 and up again: then there is a slot to keep.
        if (momentum == 0 && !state.names().contains(RmsProp.MOMENTUM)) {
            for (int i = slice.from(); i < slice.to(); i++) {
                theta[i] -= rate * gradient[i] / ((float) Math.sqrt(v[i]) + e);
            }
            return;
        }
        float[] b = state.slot(RmsProp.MOMENTUM);
        float mu = (float) momentum;
        for (int i = slice.from(); i < slice.to(); i++) {
            b[i] = mu * b[i] + gradient[i] / ((float) Math.sqrt(v[i]) + e);
            theta[i] -= rate * b[i];
        }
    }
}

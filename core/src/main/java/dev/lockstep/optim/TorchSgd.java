package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * PyTorch's stochastic gradient descent: the velocity sums up gradients, and the rate scales all of it at each step.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * v ← μ v + (1 − d) g                but v₁ = g
 * θ ← θ − η v                        Polyak's momentum
 * θ ← θ − η (g + μ v)                Nesterov's
 * }</pre>
 *
 * <p>{@link Sgd} has the rate inside the velocity, which differs once the rate changes: here a lower rate slows at once what is
 * under way. For settings and schedules that come from PyTorch. Without momentum there is no {@code v}, and {@code d} is 0.
 *
 * @param momentum {@code μ}, in [0, 1)
 * @param dampening {@code d}, in [0, 1); 0 with Nesterov's momentum, as in PyTorch
 * @param nesterov whether to look ahead
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html">PyTorch's SGD</a>
 */
public record TorchSgd(double momentum, double dampening, boolean nesterov) implements Elementwise {
    /** PyTorch's values. */
    public static final TorchSgd DEFAULT = new TorchSgd(0, 0, false);

    private static final String VELOCITY = "velocity";

    public TorchSgd {
        Checks.decay("momentum", momentum);
        Checks.decay("dampening", dampening);
        Checks.require(!nesterov || dampening == 0, "dampening", "0 with nesterov", dampening);
    }

    static TorchSgd of(Settings settings) {
        return new TorchSgd(
                settings.number("momentum", DEFAULT.momentum),
                settings.number("dampening", DEFAULT.dampening),
                settings.flag("nesterov", DEFAULT.nesterov));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return momentum == 0 ? OptimizerState.zeros(layout) : OptimizerState.zeros(layout, VELOCITY);
    }

    @Override
    public boolean isProportional() {
        return true;
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    /** Any that is finite: nothing is squared. */
    @Override
    public double largestNorm() {
        return Double.MAX_VALUE;
    }

    @Override
    public TorchSgd withMomentum(double other) {
        return new TorchSgd(other, dampening, nesterov);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        float rate = (float) learningRate;
        // A schedule may take the momentum down to 0 and up again: then there is a velocity to keep.
        if (momentum == 0 && !state.names().contains(VELOCITY)) {
            for (int i = slice.from(); i < slice.to(); i++) {
                theta[i] -= rate * gradient[i];
            }
            return;
        }
        float[] velocity = state.slot(VELOCITY);
        float mu = (float) momentum;
        float share = state.step() == 1 ? 1 : (float) (1 - dampening);
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            float v = mu * velocity[i] + share * g;
            velocity[i] = v;
            theta[i] -= rate * (nesterov ? g + mu * v : v);
        }
    }
}

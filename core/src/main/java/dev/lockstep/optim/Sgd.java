package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Stochastic gradient descent, plain or with momentum, Polyak's or Nesterov's.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * v ← μ v − η g                      v₀ = 0
 * θ ← θ + v                          plain (μ = 0) and Polyak's momentum
 * θ ← θ + μ v − η g                  Nesterov's
 * }</pre>
 *
 * <p>The rate is inside the velocity {@code v}, as in Keras; PyTorch and Optax multiply by the rate outside, which differs
 * once the rate changes. Nesterov's gradient is taken at the stored weights, which stand for the point looked ahead to, as
 * in Keras and PyTorch. Without momentum there is no {@code v}.
 *
 * @param momentum {@code μ}, in [0, 1)
 * @param nesterov whether to look ahead
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever and others, 2013</a>
 */
public record Sgd(double momentum, boolean nesterov) implements Elementwise {
    /** Keras's values. */
    public static final Sgd DEFAULT = new Sgd(0, false);

    /** What {@code momentum} and {@code nesterov} mean where they are the name of an optimizer: the textbook's 0.9. */
    private static final double PRESET_MOMENTUM = 0.9;

    private static final String VELOCITY = "velocity";

    public Sgd {
        Checks.decay("momentum", momentum);
    }

    static Sgd of(Settings settings) {
        return new Sgd(settings.number("momentum", DEFAULT.momentum), settings.flag("nesterov", DEFAULT.nesterov));
    }

    static Sgd momentum(Settings settings) {
        return new Sgd(settings.number("momentum", PRESET_MOMENTUM), false);
    }

    static Sgd nesterov(Settings settings) {
        return new Sgd(settings.number("momentum", PRESET_MOMENTUM), true);
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
        return 0.01;
    }

    /** Any that is finite: nothing is squared. */
    @Override
    public double largestNorm() {
        return Double.MAX_VALUE;
    }

    @Override
    public Sgd withMomentum(double other) {
        return new Sgd(other, nesterov);
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
        for (int i = slice.from(); i < slice.to(); i++) {
            float descent = rate * gradient[i];
            float v = mu * velocity[i] - descent;
            velocity[i] = v;
            theta[i] += nesterov ? mu * v - descent : v;
        }
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * RMSProp: each parameter's step is divided by the root of a running mean of its squared gradients.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * v ← ρ v + (1 − ρ) g²               v₀ = 0        plain
 * v ← ρ v + ρ (1 − ρ) (g − m)²       v₀ = 0        centered
 * m ← ρ m + (1 − ρ) g                m₀ = 0        centered, after v
 * b ← μ b + η g / √(v + ε)           b₀ = 0
 * θ ← θ − b
 * }</pre>
 *
 * <p>{@code ε} is inside the root and the rate inside {@code b}, as in Keras; PyTorch has both outside. Where centered, {@code v} is
 * the running variance: the others keep the mean square and subtract {@code m²}, which is the same number, but for roundings
 * that may leave it below 0. For gradients whose size changes during training, where AdaGrad would stop too early. Without
 * momentum there is no {@code b}, and unless centered no {@code m}.
 *
 * @param rho {@code ρ}, decay of the running means, in [0, 1)
 * @param momentum {@code μ}, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param centered whether to divide by the deviation from the running mean
 * @see <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Tieleman and Hinton, 2012</a>
 */
public record RmsProp(double rho, double momentum, double epsilon, boolean centered) implements Elementwise {
    /** Keras's values. */
    public static final RmsProp DEFAULT = new RmsProp(0.9, 0, 1e-7, false);

    static final String V = "v";
    static final String MEAN = "mean";
    static final String MOMENTUM = "momentum";

    public RmsProp {
        Checks.decay("rho", rho);
        Checks.decay("momentum", momentum);
        Checks.divisor("epsilon", epsilon);
    }

    static RmsProp of(Settings settings) {
        return new RmsProp(
                settings.number("rho", DEFAULT.rho),
                settings.number("momentum", DEFAULT.momentum),
                settings.number("epsilon", DEFAULT.epsilon),
                settings.flag("centered", DEFAULT.centered));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return newState(layout, momentum, centered);
    }

    static OptimizerState newState(ParameterLayout layout, double momentum, boolean centered) {
        OptimizerState state = OptimizerState.zeros(layout, V);
        if (centered) {
            state.withSlot(MEAN);
        }
        return momentum == 0 ? state : state.withSlot(MOMENTUM);
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public RmsProp withMomentum(double other) {
        return new RmsProp(rho, other, epsilon, centered);
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        updateMeans(gradient, state, rho, centered, slice);
        float[] v = state.slot(V);
        float e = (float) epsilon;
        float rate = (float) learningRate;
        // A schedule may take the momentum down to 0 and up again: then there is a slot to keep.
        if (momentum == 0 && !state.names().contains(MOMENTUM)) {
            for (int i = slice.from(); i < slice.to(); i++) {
                theta[i] -= rate * gradient[i] / (float) Math.sqrt(v[i] + e);
            }
            return;
        }
        float[] b = state.slot(MOMENTUM);
        float mu = (float) momentum;
        for (int i = slice.from(); i < slice.to(); i++) {
            b[i] = mu * b[i] + rate * gradient[i] / (float) Math.sqrt(v[i] + e);
            theta[i] -= b[i];
        }
    }

    /** Updates {@code v} and, if centered, the mean, in place. */
    static void updateMeans(float[] gradient, OptimizerState state, double rho, boolean centered, Slice slice) {
        float[] v = state.slot(V);
        float vRate = (float) (1 - rho);
        if (centered) {
            float[] mean = state.slot(MEAN);
            float share = (float) rho;
            for (int i = slice.from(); i < slice.to(); i++) {
                float deviation = gradient[i] - mean[i];
                v[i] += vRate * (share * deviation * deviation - v[i]);
                mean[i] += vRate * deviation;
            }
            return;
        }
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            v[i] += vRate * (g * g - v[i]);
        }
    }
}

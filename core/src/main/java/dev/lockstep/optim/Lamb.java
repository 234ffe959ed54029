package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * LAMB: Adam, with each tensor's step scaled to the length of the tensor itself. For batches so large that one rate no longer
 * fits all layers; it was made for 32 k rows a step.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}; {@code m}, {@code v} and {@code u}
 * elementwise, the norms of whole tensors:
 *
 * <pre>{@code
 * m ← β₁ m + (1 − β₁) g                                    m₀ = 0
 * v ← β₂ v + (1 − β₂) g²                                   v₀ = 0
 * u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
 * θ ← θ − η (‖θ‖ / ‖u‖) u                                  ratio 1 where a norm is 0
 * }</pre>
 *
 * <p>{@code ε} is added to the corrected root, unlike Keras's Adam and like its LAMB, whose 1e-7 is taken; the paper's is 1e-6.
 * Keras leaves {@code weight_decay} outside the ratio, and so does {@link Decayed} here: the paper adds {@code λθ} to {@code u}
 * before the ratio is taken. The paper also bounds {@code ‖θ‖}, Keras does not. What a schedule cycles as momentum is
 * {@code β₁}.
 *
 * @param beta1 {@code β₁}, decay of the mean, in [0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @see <a href="https://arxiv.org/abs/1904.00962">You and others, 2020</a>
 */
public record Lamb(double beta1, double beta2, double epsilon) implements Optimizer {
    /** Keras's values. */
    public static final Lamb DEFAULT = new Lamb(0.9, 0.999, 1e-7);

    public Lamb {
        Checks.decay("beta_1", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
    }

    static Lamb of(Settings settings) {
        return new Lamb(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "m", "v");
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public Lamb withMomentum(double momentum) {
        return new Lamb(momentum, beta2, epsilon);
    }

    @Override
    public void update(Update update) {
        OptimizerState state = update.state();
        double[][] squares = update.firstPass(2, (slice, rate) -> {
            average(update.gradient(), state, slice);
            double weights = GradientNorms.squares(update.theta(), slice);
            return new double[] {weights, GradientNorms.squares(steps(state, slice), 0, slice.length())};
        });
        update.lastPass((slice, rate) -> {
            double ratio = ratio(squares[0][slice.tensor()], squares[1][slice.tensor()]);
            // Steps too small for a float would have a ratio too large for one, and ∞ · 0 is NaN.
            float scale = (float) Math.min(rate * ratio, Float.MAX_VALUE);
            float[] theta = update.theta();
            float[] u = steps(state, slice);
            for (int i = 0; i < u.length; i++) {
                theta[slice.from() + i] -= scale * u[i];
            }
        });
    }

    private static double ratio(double squareOfWeights, double squareOfSteps) {
        return squareOfWeights > 0 && squareOfSteps > 0 ? Math.sqrt(squareOfWeights / squareOfSteps) : 1;
    }

    private void average(float[] gradient, OptimizerState state, Slice slice) {
        float[] m = state.slot("m");
        float[] v = state.slot("v");
        float mRate = (float) (1 - beta1);
        float vRate = (float) (1 - beta2);
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            int s = i - shift;
            float g = gradient[i];
            m[s] += mRate * (g - m[s]);
            v[s] += vRate * (g * g - v[s]);
        }
    }

    /** The slice's u: calculated in both passes, since memory for all of it would be a third slot. */
    private float[] steps(OptimizerState state, Slice slice) {
        double t = (double) state.step();
        float[] m = state.slot("m");
        float[] v = state.slot("v");
        float mScale = (float) (1 / (1 - StrictMath.pow(beta1, t)));
        float vScale = (float) (1 / (1 - StrictMath.pow(beta2, t)));
        float e = (float) epsilon;
        float[] u = new float[slice.length()];
        for (int i = 0; i < u.length; i++) {
            int s = slice.slot() + i;
            u[i] = mScale * m[s] / ((float) Math.sqrt(vScale * v[s]) + e);
        }
        return u;
    }
}

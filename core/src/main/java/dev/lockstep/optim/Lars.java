package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * LARS: momentum, with a rate for each tensor that is proportional to the tensor's length and not to its gradient's. For large
 * batches and large rates on convolutional networks, where plain momentum diverges in the first steps.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}; the norms are of whole tensors:
 *
 * <pre>{@code
 * γ = κ ‖θ‖ / (‖g‖ + λ ‖θ‖ + ε)      1 where ‖θ‖ or ‖g‖ is 0
 * v ← μ v − η γ (g + λ θ)            v₀ = 0
 * θ ← θ + v                          Polyak's momentum
 * θ ← θ + μ v − η γ (g + λ θ)        Nesterov's
 * }</pre>
 *
 * <p>The rate is inside {@code v}, as in the paper and in Keras's SGD, and so is the decay {@code λ}, which belongs to the ratio
 * here. Tensors of at most one dimension (biases, norms) take {@code γ = 1} and no decay, unless a group gives them one. Keras and
 * PyTorch have no LARS; Optax's divides by {@code ‖g + λθ‖ + ε}.
 *
 * @param momentum {@code μ}, in [0, 1)
 * @param trustCoefficient {@code κ}, how far a tensor may move, as a share of its length; positive
 * @param epsilon {@code ε}, added to the divisor; at least 0
 * @param weightDecay {@code λ}, at least 0; a group may give a tensor another
 * @param nesterov whether to look ahead
 * @see <a href="https://arxiv.org/abs/1708.03888">You, Gitman and Ginsburg, 2017</a>
 */
public record Lars(double momentum, double trustCoefficient, double epsilon, double weightDecay, boolean nesterov)
        implements Optimizer {
    /** The paper's values, without decay, which is off unless asked for, as in Keras. */
    public static final Lars DEFAULT = new Lars(0.9, 0.001, 0, 0, false);

    private static final String VELOCITY = "velocity";

    public Lars {
        Checks.decay("momentum", momentum);
        Checks.positive("trust_coefficient", trustCoefficient);
        Checks.notNegative("epsilon", epsilon);
        Checks.notNegative("weight_decay", weightDecay);
    }

    static Lars of(Settings settings) {
        return new Lars(
                settings.number("momentum", DEFAULT.momentum),
                settings.number("trust_coefficient", DEFAULT.trustCoefficient),
                settings.number("epsilon", DEFAULT.epsilon),
                settings.number("weight_decay", DEFAULT.weightDecay),
                settings.flag("nesterov", DEFAULT.nesterov));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, VELOCITY);
    }

    @Override
    public double defaultLearningRate() {
        return 0.01;
    }

    /** Any that is finite: squares are taken in double. */
    @Override
    public double largestNorm() {
        return Double.MAX_VALUE;
    }

    @Override
    public Lars withMomentum(double other) {
        return new Lars(other, trustCoefficient, epsilon, weightDecay, nesterov);
    }

    @Override
    public void update(Update update) {
        double[][] squares = update.firstPass(2, (slice, rate) -> new double[] {
            GradientNorms.squares(update.theta(), slice), GradientNorms.squares(update.gradient(), slice)
        });
        update.lastPass((slice, rate) -> {
            int tensor = slice.tensor();
            boolean matrix =
                    update.state().layout().parameters().get(tensor).shape().size() > 1;
            double decay = update.weightDecay(tensor, matrix ? weightDecay : 0);
            double ratio = matrix ? ratio(squares[0][tensor], squares[1][tensor], decay) : 1;
            // A gradient too small for a float would have a rate too large for one, and ∞ · 0 is NaN.
            move(update, (float) Math.min(rate * ratio, Float.MAX_VALUE), (float) decay, slice);
        });
    }

    private double ratio(double squareOfWeights, double squareOfGradient, double decay) {
        if (squareOfWeights == 0 || squareOfGradient == 0) {
            return 1;
        }
        double weights = Math.sqrt(squareOfWeights);
        return trustCoefficient * weights / (Math.sqrt(squareOfGradient) + decay * weights + epsilon);
    }

    private void move(Update update, float rate, float decay, Slice slice) {
        float[] theta = update.theta();
        float[] gradient = update.gradient();
        float[] velocity = update.state().slot(VELOCITY);
        float mu = (float) momentum;
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            float descent = rate * (gradient[i] + decay * theta[i]);
            float v = mu * velocity[i - shift] - descent;
            velocity[i - shift] = v;
            theta[i] += nesterov ? mu * v - descent : v;
        }
    }
}

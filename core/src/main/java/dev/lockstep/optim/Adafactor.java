package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;
import java.util.Map;

/**
 * Adafactor: steps scaled by the gradient's mean square, of which a matrix keeps only means of rows and columns, and by the size
 * of the tensor. For models whose weights just fit into memory: a matrix of {@code n × k} needs {@code n + k} values of state.
 *
 * <p>At step {@code t = 1, 2, …}, with gradient {@code g} and learning rate {@code η}; {@code rms(x) = √(mean of x²)} over a whole
 * tensor:
 *
 * <pre>{@code
 * β = 1 − tᵈ
 * α = max(ε₂, rms(θ)) · min(η, 1/√t)
 * r ← β r + (1 − β) mean over columns of (g² + ε₁)         r₀ = 0
 * c ← β c + (1 − β) mean over rows of (g² + ε₁)            c₀ = 0
 * v = r cᵀ / mean(r)                                       matrices
 * v ← β v + (1 − β) (g² + ε₁)                              tensors of less than two dimensions; v₀ = 0
 * u = g / √v
 * θ ← θ − α u / max(1, rms(u) / κ)
 * }</pre>
 *
 * <p>The last two dimensions are factored, as in Keras; the paper takes matrices only, PyTorch the last two as well. Keras has a
 * setting {@code relative_step} and takes the smaller of {@code η} and {@code 1/√t} whatever it says; it is accepted here, and
 * changes nothing either. There is no momentum.
 *
 * @param beta2Decay {@code d}, how {@code β} rises towards 1; negative
 * @param epsilon1 {@code ε₁}, keeps the divisor above zero; positive
 * @param epsilon2 {@code ε₂}, the least size of a tensor, so that one of zeros moves; at least 0
 * @param clipThreshold {@code κ}, the greatest {@code rms(u)}; positive
 * @see <a href="https://arxiv.org/abs/1804.04235">Shazeer and Stern, 2018</a>
 */
public record Adafactor(double beta2Decay, double epsilon1, double epsilon2, double clipThreshold)
        implements Optimizer {
    /** Keras's values. */
    public static final Adafactor DEFAULT = new Adafactor(-0.8, 1e-30, 1e-3, 1);

    public Adafactor {
        Checks.require(
                beta2Decay < 0 && beta2Decay > Double.NEGATIVE_INFINITY,
                "beta_2_decay",
                "negative and finite",
                beta2Decay);
        Checks.divisor("epsilon_1", epsilon1);
        Checks.notNegative("epsilon_2", epsilon2);
        Checks.positive("clip_threshold", clipThreshold);
    }

    static Adafactor of(Settings settings) {
        settings.flag("relative_step", true); // so that Keras's settings are understood
        return new Adafactor(
                settings.number("beta_2_decay", DEFAULT.beta2Decay),
                settings.number("epsilon_1", DEFAULT.epsilon1),
                settings.number("epsilon_2", DEFAULT.epsilon2),
                settings.number("clip_threshold", DEFAULT.clipThreshold));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout)
                .withSlot("r", FactoredSquares.rows(layout).size())
                .withSlot("c", FactoredSquares.columns(layout).size())
                .withSlot("v", whole(layout).size());
    }

    private static SlotOffsets whole(ParameterLayout layout) {
        return new SlotOffsets(layout, parameter -> FactoredSquares.has(parameter) ? 0 : parameter.size());
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    /** Any that is finite: squares are taken in double, and steps are clipped. */
    @Override
    public double largestNorm() {
        return Double.MAX_VALUE;
    }

    @Override
    public Adafactor withMomentum(double momentum) {
        return this;
    }

    @Override
    public void update(Update update) {
        OptimizerState state = update.state();
        double share = StrictMath.pow((double) state.step(), beta2Decay); // 1 − β
        SlotOffsets whole = whole(state.layout());
        double[][] squaresOfWeights = update.firstPass(1, (slice, rate) -> {
            if (whole.has(slice.tensor())) {
                average(update.gradient(), state.slot("v"), share, whole.moved(slice));
            }
            return new double[] {GradientNorms.squares(update.theta(), slice)};
        });
        Map<Integer, FactoredSquares> factored = FactoredSquares.averaged(state, update.gradient(), share, epsilon1);
        Steps steps = slice -> {
            FactoredSquares squares = factored.get(slice.tensor());
            return squares == null
                    ? steps(update.gradient(), state.slot("v"), whole.moved(slice))
                    : squares.steps(update.gradient(), slice);
        };
        double[][] squaresOfSteps = update.again(
                1, (slice, rate) -> new double[] {GradientNorms.squares(steps.of(slice), 0, slice.length())});
        double most = 1 / Math.sqrt((double) state.step());
        update.lastPass((slice, rate) -> {
            Parameter tensor = state.layout().parameters().get(slice.tensor());
            double size = Math.sqrt(squaresOfWeights[0][slice.tensor()] / tensor.size());
            double length = Math.sqrt(squaresOfSteps[0][slice.tensor()] / tensor.size());
            double alpha = Math.max(epsilon2, size) * Math.min(rate, most) / Math.max(1, length / clipThreshold);
            move(update.theta(), steps.of(slice), (float) alpha, slice);
        });
    }

    /** The steps of a slice: calculated in both passes, since memory for all of them is what this rule saves. */
    private interface Steps {
        float[] of(Slice slice);
    }

    private void average(float[] gradient, float[] v, double share, Slice slice) {
        float rate = (float) share;
        float kept = (float) (1 - share);
        float e = (float) epsilon1;
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            // A sum of two: in v + rate · (… − v) the ε₁ would be lost where v is large.
            v[i - shift] = kept * v[i - shift] + rate * (gradient[i] * gradient[i] + e);
        }
    }

    private static float[] steps(float[] gradient, float[] v, Slice slice) {
        float[] steps = new float[slice.length()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = gradient[slice.from() + i] / (float) Math.sqrt(v[slice.slot() + i]);
        }
        return steps;
    }

    private static void move(float[] theta, float[] steps, float alpha, Slice slice) {
        for (int i = 0; i < steps.length; i++) {
            theta[slice.from() + i] -= alpha * steps[i];
        }
    }
}

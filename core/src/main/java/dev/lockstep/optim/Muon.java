package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Muon: matrices move by their momentum made orthogonal, so that rare directions of the gradient count as much as the common
 * ones; all other tensors by Adam. For the hidden layers of deep networks, with half of Adam's state.
 *
 * <p>At each step, for a matrix of {@code n × k} with gradient {@code G} and learning rate {@code η}:
 *
 * <pre>{@code
 * M ← μ M + G                                   M₀ = 0
 * O = orthogonal(M)                             see below; Nesterov's: of G + μ M
 * θ ← θ − η λ θ
 * θ ← θ − η ρ √max(n, k) O
 * }</pre>
 *
 * <p>{@code orthogonal} is the iteration of Newton and Schulz, {@code X ← a X + (b A + c A²) X} with {@code A = X Xᵀ}, from {@code M}
 * divided by its norm. Keras's code leaves tensors of three and more dimensions to Adam, whatever its description says, and so
 * does this. PyTorch averages, {@code M ← μ M + (1 − μ) G}, multiplies by
 * {@code √max(1, n/k)} and decays by 0.1.
 *
 * <p>Which matrices are embeddings is told by their names, in Keras by {@code embedding}, here by {@code embed}. The output layer
 * is better left to Adam, too, and has to be named in {@code exclude_layers}.
 *
 * @param momentum {@code μ}, in [0, 1)
 * @param nesterov whether to look ahead
 * @param rmsRate {@code ρ}, the root mean square of a step, which Adam's is near to; 0 stands for {@code none}, steps by {@code O}
 *     alone
 * @param weightDecay {@code λ} of the matrices, at least 0; a group may give a tensor another
 * @param iteration that of Newton and Schulz
 * @param rest the other tensors, which have a decay of their own
 * @see <a href="https://arxiv.org/abs/2502.16982">Liu and others, 2025</a>
 * @see <a href="https://kellerjordan.github.io/posts/muon/">Jordan and others, 2024</a>
 */
public record Muon(
        double momentum, boolean nesterov, double rmsRate, double weightDecay, NewtonSchulz iteration, MuonRest rest)
        implements Optimizer {
    /** Keras's values. */
    public static final Muon DEFAULT = new Muon(0.95, true, 0.2, 0.004, NewtonSchulz.DEFAULT, MuonRest.DEFAULT);

    private static final String MOMENTUM = "momentum";

    public Muon {
        Checks.decay("momentum", momentum);
        Checks.notNegative("rms_rate", rmsRate);
        Checks.notNegative("weight_decay", weightDecay);
    }

    static Muon of(Settings settings) {
        return new Muon(
                settings.number("momentum", DEFAULT.momentum),
                settings.flag("nesterov", DEFAULT.nesterov),
                settings.value("rms_rate").filter("none"::equals).isPresent()
                        ? 0
                        : settings.number("rms_rate", DEFAULT.rmsRate),
                settings.number("weight_decay", DEFAULT.weightDecay),
                NewtonSchulz.of(settings),
                MuonRest.of(settings));
    }

    @Override
    public void requireTensors(ParameterLayout layout) {
        rest.check(layout);
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        requireTensors(layout);
        int others = others(layout).size();
        return OptimizerState.zeros(layout)
                .withSlot(MOMENTUM, matrices(layout).size())
                .withSlot("m", others)
                .withSlot("v", others);
    }

    private SlotOffsets matrices(ParameterLayout layout) {
        return new SlotOffsets(layout, tensor -> rest.has(tensor) ? 0 : tensor.size());
    }

    private SlotOffsets others(ParameterLayout layout) {
        return new SlotOffsets(layout, tensor -> rest.has(tensor) ? tensor.size() : 0);
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public Muon withMomentum(double other) {
        return new Muon(other, nesterov, rmsRate, weightDecay, iteration, rest);
    }

    @Override
    public void update(Update update) {
        OptimizerState state = update.state();
        ParameterLayout layout = state.layout();
        SlotOffsets matrices = matrices(layout);
        SlotOffsets others = others(layout);
        update.firstPass((slice, rate) -> {
            if (matrices.has(slice.tensor())) {
                decay(update, weightDecay, rate, slice);
                accumulate(update.gradient(), state.slot(MOMENTUM), matrices.moved(slice));
            } else {
                decay(update, rest.weightDecay(), rate, slice);
                Slice own = others.moved(slice);
                rest.adam()
                        .applyAnywhere(update.theta(), update.gradient(), state, rate * rest.learningRateRatio(), own);
            }
        });
        for (int i = 0; i < layout.parameters().size(); i++) {
            if (matrices.has(i)) {
                orthogonalize(
                        update.gradient(), layout.offset(i), layout.parameters().get(i));
            }
        }
        update.lastPass((slice, rate) -> {
            if (matrices.has(slice.tensor())) {
                move(update, (float) (rate * scale(layout.parameters().get(slice.tensor()))), slice);
            }
        });
    }

    private static void decay(Update update, double ofTensors, double rate, Slice slice) {
        double decay = update.weightDecay(slice.tensor(), ofTensors);
        if (decay != 0) {
            Decayed.shrink(update.theta(), (float) (rate * decay), slice);
        }
    }

    /** Adds the gradient to the momentum, and leaves in its place what is to be made orthogonal: no other array has the room. */
    private void accumulate(float[] gradient, float[] momentum, Slice slice) {
        float mu = (float) this.momentum;
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            float m = mu * momentum[i - shift] + g;
            momentum[i - shift] = m;
            gradient[i] = nesterov ? mu * m + g : m;
        }
    }

    private void orthogonalize(float[] gradient, int offset, Parameter tensor) {
        Matrix matrix = new Matrix(tensor.shape().get(0), tensor.shape().get(1));
        System.arraycopy(gradient, offset, matrix.values(), 0, tensor.size());
        System.arraycopy(iteration.orthogonal(matrix).values(), 0, gradient, offset, tensor.size());
    }

    private double scale(Parameter tensor) {
        int longest = Math.max(tensor.shape().get(0), tensor.shape().get(1));
        return rmsRate == 0 ? 1 : rmsRate * Math.sqrt(longest);
    }

    private static void move(Update update, float rate, Slice slice) {
        float[] theta = update.theta();
        float[] steps = update.gradient();
        for (int i = slice.from(); i < slice.to(); i++) {
            theta[i] -= rate * steps[i];
        }
    }
}

package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Layers one after the other, whose last gives the scores. libtorch computes scores and, by going backwards from the derivatives of our
 * own {@link Loss}, the gradient.
 *
 * <p>Tensors are named by their layers, {@code layer1.weight}, and lie in the order of the layers, trained ones first and
 * buffers after them. The first weights of a tensor depend on the seed and its name alone. In sums, a buffer's new value is weighted like
 * the rows that it was found in.
 *
 * <p>The bits of the scores depend on the kind of processor, since libtorch has other loops for wider vectors, and on nothing else.
 */
public final class Network implements Model {
    private static final long serialVersionUID = 1;

    /** What the values of one call may take: enough rows to keep a core busy, and little beside the memory of a task. */
    private static final long CALL_BYTES = 64L << 20;

    private static final int MOST_ROWS = 4096;
    private static final int MOST_SCORED_ROWS = 1024;
    private static final int FEWEST_SCORED_ROWS = 64;
    /** Each value is kept forwards, and has a derivative backwards. */
    private static final int BYTES_PER_VALUE = 8;

    private final Shape input;
    private final Stack layers;
    private final Target target;
    private final Loss loss;
    private final Execution execution;

    private transient volatile @Nullable NetworkPlan plan;

    /**
     * How the layers are computed.
     *
     * @param precision of the layers' numbers
     * @param device that computes them
     */
    public record Execution(Precision precision, Device device) implements java.io.Serializable {
        /** In float, on the task's core. */
        public static final Execution DEFAULT = new Execution(Precision.FP32, Device.CPU);
    }

    /**
     * A network for rows of a shape.
     *
     * @throws IllegalArgumentException if a layer does not fit the one before it, or the last does not give as many scores as
     *     the loss needs
     */
    public Network(Shape input, Stack layers, Target target, Loss loss, Execution execution) {
        this.input = input;
        this.layers = layers;
        this.target = target;
        this.loss = loss;
        this.execution = execution;
        requireScores(layers.output(input));
        this.plan = NetworkPlan.of(layers, input);
    }

    private void requireScores(Shape output) {
        int needed = scores();
        if (output.rank() != 1 || output.at(0) != needed) {
            int count = layers.entries().size();
            String last = count == 0
                    ? "there are no layers, so rows of "
                    : layers.entries().get(count - 1) + " gives rows of ";
            throw new IllegalArgumentException("layers: " + last + output + ", but loss " + loss.name() + " needs "
                    + needed + (needed == 1 ? " score" : " scores") + ": end with {dense: classes}"
                    + (output.rank() == 1 ? "" : ", and flatten before it"));
        }
    }

    /** The shape of a row. */
    public Shape input() {
        return input;
    }

    public Stack layers() {
        return layers;
    }

    public Execution execution() {
        return execution;
    }

    NetworkPlan plan() {
        NetworkPlan known = plan;
        if (known == null) { // after it came from bytes
            known = NetworkPlan.of(layers, input);
            plan = known;
        }
        return known;
    }

    @Override
    public ParameterLayout parameters() {
        return plan().layout();
    }

    @Override
    public int width() {
        return input.size();
    }

    @Override
    public int scores() {
        return loss.scores(target);
    }

    @Override
    public Loss loss() {
        return loss;
    }

    @Override
    public int blockRows() {
        // The ends of arrays are computed by other instructions than the rest: with few rows a row's place would show
        // in its scores.
        return Math.max(FEWEST_SCORED_ROWS, Math.min(MOST_SCORED_ROWS, rowsWithin()));
    }

    @Override
    public int gradientRows() {
        return layers.mixesRows() ? Integer.MAX_VALUE : rowsWithin();
    }

    private int rowsWithin() {
        long rows = CALL_BYTES / (BYTES_PER_VALUE * plan().mostValues());
        return (int) Long.highestOneBit(Math.max(1, Math.min(MOST_ROWS, rows)));
    }

    /** The multiplications and additions of one row, forwards. */
    public long flops() {
        return layers.flops(input);
    }

    /**
     * About what one task needs, beside its rows and the weights that the tasks of an executor share: the library's copy of the
     * weights, their gradients and their sum, and the values of the rows of one call.
     *
     * @param rows the most that a shard has in a step
     */
    public long taskBytes(int rows) {
        long values = (long) Math.min(rows, gradientRows()) * plan().mostValues();
        return 3L * Float.BYTES * parameters().size() + BYTES_PER_VALUE * values;
    }

    @Override
    public float[] initialWeights(long seed) {
        List<TensorSpec> tensors = plan().tensors();
        float[] theta = new float[parameters().size()];
        for (int i = 0; i < tensors.size(); i++) {
            TensorSpec tensor = tensors.get(i);
            RandomGenerator random = Seeds.generator(Seeds.derive(seed, Seeds.hash(tensor.name())));
            tensor.initializer().fill(theta, parameters().offset(i), tensor.shape(), random);
        }
        return theta;
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        requireFit(theta, batch);
        Libtorch.require(execution.device());
        LibtorchCall.addGradient(this, theta, batch, random, sum);
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        requireFit(theta, batch);
        Libtorch.require(execution.device());
        LibtorchCall.predict(this, theta, batch, scores);
    }

    private void requireFit(float[] theta, Batch batch) {
        if (batch.width() != width() || theta.length != parameters().size()) {
            throw new IllegalArgumentException("a network of " + width() + " features and "
                    + parameters().size() + " weights got rows of " + batch.width() + " features and " + theta.length
                    + " weights");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && input.equals(network.input)
                && layers.equals(network.layers)
                && target.equals(network.target)
                && loss.equals(network.loss)
                && execution.equals(network.execution);
    }

    @Override
    public int hashCode() {
        return Objects.hash(input, layers, target, loss, execution);
    }

    @Override
    public String toString() {
        return "network " + input + " " + layers.entries();
    }
}

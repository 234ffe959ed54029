package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.ParameterLayout;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A PyTorch model as {@code torch.jit.script} or {@code torch.jit.trace} saves it. It is given rows {@code [n, …]} in float, and its
 * result {@code [n, scores]} is what the loss takes: no softmax or sigmoid at its end.
 *
 * <p>Its parameters are the tensors, by their names there: those that require a gradient are trained, those of two dimensions or more
 * decayed; the others come after these. Its buffers of floats are untrained tensors, whose new values are averaged by rows over shards; others, such as counters,
 * stay as they are in the file. Training starts from the weights in the file. All rows that a shard has in a step go through it
 * at once, since it may mix them.
 *
 * <p>Whatever it draws comes from libtorch's generator, which is one for all threads: a program that may draw gets a seed of the step
 * and shard, and holds a lock meanwhile.
 *
 * <p>The file is a program: whoever makes an object of this class trusts it. It travels within the model.
 */
public final class TorchScript implements Model {
    private static final long serialVersionUID = 1;
    private static final int BLOCK_ROWS = 512;

    private final String name;
    private final byte[] program;
    private final Shape input;
    private final Target target;
    private final Loss loss;

    private transient volatile @Nullable ScriptPool pool;
    private transient volatile @Nullable ParameterLayout layout;

    /**
     * The model in a file, tried on rows of zeros.
     *
     * @param name of the file, for errors
     * @param program its bytes, which belong to this model from now on
     * @param input the shape of a row
     * @throws IllegalArgumentException if it is no TorchScript file, does not take such rows, or gives other scores than the
     *     loss needs
     */
    public TorchScript(String name, byte[] program, Shape input, Target target, Loss loss) {
        this.name = name;
        this.program = program;
        this.input = input;
        this.target = target;
        this.loss = loss;
        Batch zeros = Batch.dense(input.size(), 1);
        zeros.addDense(new float[input.size()], 0, 0, 1);
        predict(initialWeights(0), zeros, new float[scores()]);
    }

    private ScriptPool pool() {
        Libtorch.require(Device.CPU);
        ScriptPool known = pool;
        if (known == null) { // new, or come from bytes
            known = new ScriptPool(name, program);
            pool = known;
        }
        return known;
    }

    /** The shape of a row. */
    public Shape input() {
        return input;
    }

    @Override
    public ParameterLayout parameters() {
        ParameterLayout known = layout;
        if (known == null) {
            known = pool().with(ScriptModule::layout);
            layout = known;
        }
        return known;
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
        return BLOCK_ROWS;
    }

    @Override
    public int gradientRows() {
        return Integer.MAX_VALUE;
    }

    /** Those in the file, for every seed. */
    @Override
    public float[] initialWeights(long seed) {
        return ScriptModule.load(name, program).values();
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        ScriptPool programs = pool();
        long seed = random.nextLong();
        programs.with(module -> {
            module.set(theta);
            ScriptCall call = new ScriptCall(module, input, batch, loss, scores(), batch.rows());
            programs.drawing(seed, () -> call.addGradient(sum));
            return module;
        });
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        // Always as many rows: libtorch has other loops for few, and a row's score must not depend on how many come
        // with it.
        int rows = Math.max(BLOCK_ROWS, batch.rows());
        pool().with(module -> {
            module.set(theta);
            new ScriptCall(module, input, batch, loss, scores(), rows).predict(scores);
            return module;
        });
    }

    @Override
    public Optional<byte[]> program(float[] theta) {
        ScriptModule module = ScriptModule.load(name, program);
        module.set(theta);
        return Optional.of(module.bytes());
    }
}

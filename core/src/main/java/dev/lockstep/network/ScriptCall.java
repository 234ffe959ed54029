package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.numeric.ParameterLayout;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/** One batch through a program, and back. Every tensor of the call is freed at its end, by its scope. */
@SuppressWarnings("try") // scopes and guards work by being there
final class ScriptCall {
    private final ScriptModule module;
    private final Shape input;
    private final Batch batch;
    private final Loss loss;
    private final int count;
    private final int rows;
    private final NativeBuffers buffers = NativeBuffers.ofThread();

    /**
     * A call with the rows of a batch.
     *
     * @param count the scores of a row
     * @param rows that go through the program, at least those of the batch: beyond them, zeros
     */
    ScriptCall(ScriptModule module, Shape input, Batch batch, Loss loss, int count, int rows) {
        this.module = module;
        this.input = input;
        this.batch = batch;
        this.loss = loss;
        this.count = count;
        this.rows = rows;
        // What outlives the scope is allocated before it begins.
        buffers.setRows(batch, rows);
        buffers.scores(Math.multiplyExact(batch.rows(), count));
    }

    /** Adds the rows' gradients, losses and weights, and the new values of buffers, to the sum, in place. */
    void addGradient(GradientSum sum) {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = module.forward(buffers.rows(rows, input), true, count);
            float[] derivatives = buffers.scores(batch.rows() * count);
            read(scores, derivatives);
            double weight = Derivatives.replace(derivatives, count, batch, loss, sum);
            if (scores.requires_grad()) {
                scores.backward(
                        buffers.derivatives(batch.rows(), count),
                        new BoolOptional(),
                        false,
                        new TensorArrayRefOptional());
            }
            ParameterLayout layout = module.layout();
            for (int i = 0; i < layout.parameters().size(); i++) {
                Tensor tensor = module.tensor(i);
                if (!layout.parameters().get(i).trainable()) {
                    buffers.add(tensor.detach().contiguous(), weight, sum.gradient(), layout.offset(i));
                } else if (tensor.grad().defined()) {
                    buffers.add(tensor.grad().contiguous(), 1, sum.gradient(), layout.offset(i));
                }
            }
        }
    }

    /** Writes the scores of the rows. */
    void predict(float[] scores) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            read(module.forward(buffers.rows(rows, input), false, count), scores);
        }
    }

    private void read(Tensor scores, float[] into) {
        scores.detach().contiguous().data_ptr_float().get(into, 0, batch.rows() * count);
    }
}

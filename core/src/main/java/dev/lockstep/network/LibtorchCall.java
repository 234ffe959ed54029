package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One batch through a network's layers, and back. Every tensor of the call is freed at its end, by its scope.
 *
 * <p>Each tensor of theta is a leaf of its own over one native copy of theta: were they views of one leaf, each would go back as a
 * whole theta of zeros around its own gradient.
 */
final class LibtorchCall {
    private final Network network;
    private final NetworkPlan plan;
    private final NativeBuffers buffers = NativeBuffers.ofThread();
    private final Batch batch;
    private final int rows;

    private LibtorchCall(Network network, float[] theta, Batch batch, int rows) {
        this.network = network;
        this.plan = network.plan();
        this.batch = batch;
        this.rows = rows;
        // What outlives the scope is allocated before it begins.
        buffers.setWeights(plan.layout(), theta);
        buffers.setRows(batch, rows);
        buffers.scores(Math.multiplyExact(batch.rows(), network.scores()));
    }

    /** Adds the rows' gradients, losses and weights to the sum, in place. */
    @SuppressWarnings("try") // the scope works by being there
    static void addGradient(Network network, float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        LibtorchCall call = new LibtorchCall(network, theta, batch, batch.rows());
        try (PointerScope scope = new PointerScope()) {
            call.addGradient(random, sum);
        }
    }

    /** Writes the scores of the rows. */
    @SuppressWarnings("try") // the scope works by being there
    static void predict(Network network, float[] theta, Batch batch, float[] scores) {
        // Always as many rows: libtorch has other loops for few, and a row's score must not depend on how many come
        // with it.
        int rows = Math.max(network.blockRows(), batch.rows());
        LibtorchCall call = new LibtorchCall(network, theta, batch, rows);
        try (PointerScope scope = new PointerScope()) {
            Pass pass = Pass.scoring(call.tensors(call.leaves(false)), type(network));
            call.read(call.forward(pass), scores);
        }
    }

    private void addGradient(RandomGenerator random, GradientSum sum) {
        Tensor[] leaves = leaves(true);
        Pass pass = Pass.training(tensors(leaves), type(network), random);
        Tensor scores = forward(pass);
        float[] derivatives = buffers.scores(batch.rows() * network.scores());
        read(scores, derivatives);
        double weight = Derivatives.replace(derivatives, network.scores(), batch, network.loss(), sum);
        if (scores.requires_grad()) {
            scores.backward(
                    buffers.derivatives(batch.rows(), network.scores()),
                    new BoolOptional(),
                    false,
                    new TensorArrayRefOptional());
        }
        ParameterLayout layout = plan.layout();
        List<TensorSpec> specs = plan.tensors();
        for (int i = 0; i < leaves.length; i++) {
            if (!specs.get(i).trainable()) {
                Tensor value = pass.updates().getOrDefault(specs.get(i).name(), leaves[i]);
                buffers.add(floats(value), weight, sum.gradient(), layout.offset(i));
            } else if (leaves[i].grad().defined()) {
                buffers.add(floats(leaves[i].grad()), 1, sum.gradient(), layout.offset(i));
            }
        }
    }

    /** The tensors of theta. */
    private Tensor[] leaves(boolean training) {
        Tensor[] leaves = new Tensor[plan.tensors().size()];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = buffers.weight(plan.layout(), i);
            if (training && plan.tensors().get(i).trainable()) {
                leaves[i].set_requires_grad(true);
            }
        }
        return leaves;
    }

    /** The tensors where they are computed with, by their names. */
    private Map<String, Tensor> tensors(Tensor[] leaves) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (int i = 0; i < leaves.length; i++) {
            tensors.put(plan.tensors().get(i).name(), placed(leaves[i]));
        }
        return tensors;
    }

    private Tensor forward(Pass pass) {
        Tensor in = placed(buffers.rows(rows, network.input()));
        return network.layers().forward(in, pass).to(ScalarType.Float);
    }

    private Tensor placed(Tensor tensor) {
        return network.execution().device() == Device.CPU
                ? tensor
                : tensor.to(new org.bytedeco.pytorch.Device(DeviceType.CUDA), tensor.scalar_type());
    }

    private void read(Tensor scores, float[] into) {
        floats(scores).data_ptr_float().get(into, 0, batch.rows() * network.scores());
    }

    /** In float, one after the other, in this machine's memory. */
    private static Tensor floats(Tensor tensor) {
        return tensor.detach().cpu().to(ScalarType.Float).contiguous();
    }

    private static ScalarType type(Network network) {
        return network.execution().precision() == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
    }
}

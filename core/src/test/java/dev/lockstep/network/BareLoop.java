package dev.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What {@link NetworkBenchmark} measures Lockstep by: the gradient of a perceptron, 784-300-100-10, over 512 rows, by libtorch and
 * nothing else. Rows come from a Java array and the gradient goes to one, as in any program in Java. For one thread.
 */
@SuppressWarnings("try") // scopes work by being there
final class BareLoop {
    static final int ROWS = 512;
    private static final long[] UNITS = {784, 300, 100, 10};

    private final boolean half;
    private final FloatPointer input = new FloatPointer(ROWS * UNITS[0]);
    private final Tensor x = torch.from_blob(input, new long[] {ROWS, UNITS[0]});
    private final Tensor y;
    private final List<Tensor> tensors = new ArrayList<>();
    private final float[] gradient;

    /** @param half whether layers compute in bfloat16 */
    BareLoop(boolean half) {
        this.half = half;
        torch.set_num_threads(1);
        LongPointer labels = new LongPointer(ROWS);
        for (int r = 0; r < ROWS; r++) {
            labels.put(r, r % UNITS[3]);
        }
        y = torch.from_blob(labels, new long[] {ROWS}, new TensorOptions(ScalarType.Long))
                .clone();
        int size = 0;
        for (int layer = 1; layer < UNITS.length; layer++) {
            Tensor weight = torch.randn(UNITS[layer], UNITS[layer - 1]).mul(new Scalar(0.05));
            tensors.add(weight.set_requires_grad(true));
            tensors.add(torch.zeros(UNITS[layer]).set_requires_grad(true));
            size += Math.toIntExact(UNITS[layer] * (UNITS[layer - 1] + 1));
        }
        gradient = new float[size];
    }

    /** One batch forwards and backwards; returns the gradient, uncopied. */
    float[] step(float[] rows) {
        try (PointerScope scope = new PointerScope()) {
            input.put(rows, 0, rows.length);
            Tensor h = cast(x);
            for (int i = 0; i < tensors.size(); i += 2) {
                h = torch.linear(h, cast(tensors.get(i)), new TensorOptional(cast(tensors.get(i + 1))));
                h = i + 2 < tensors.size() ? torch.relu(h) : h;
            }
            torch.cross_entropy_loss(h.to(ScalarType.Float), y).backward();
            int at = 0;
            for (Tensor tensor : tensors) {
                int count = (int) tensor.numel();
                tensor.grad().data_ptr_float().get(gradient, at, count);
                tensor.mutable_grad().reset();
                at += count;
            }
        }
        return gradient;
    }

    private Tensor cast(Tensor tensor) {
        return half ? tensor.to(ScalarType.BFloat16) : tensor;
    }
}

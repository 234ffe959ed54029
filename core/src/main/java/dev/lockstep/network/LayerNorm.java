package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Gives the values of each row mean 0 and variance 1, then each place a scale and a shift that are trained.
 *
 * <pre>{@code
 * y = (x − μ) / √(σ² + ε) · weight + bias        μ and σ² over all values of the row
 * }</pre>
 *
 * <p>Over all dimensions of the row, as in the paper; Keras normalizes along the last one only. Tensors of the row's shape: {@code
 * weight} and {@code bias}, which are not decayed.
 *
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param affine whether there are a weight and a bias
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba, Kiros and Hinton, 2016</a>
 */
public record LayerNorm(double epsilon, Affine affine) implements Layer {
    static final String KIND = "layer_norm";

    /** Keras's values. */
    public static final LayerNorm DEFAULT = new LayerNorm(0.001, Affine.BOTH);

    public LayerNorm {
        Checks.divisor("epsilon", epsilon);
    }

    static LayerNorm read(LayerSettings settings) {
        return new LayerNorm(settings.number("epsilon", DEFAULT.epsilon), Affine.read(settings));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return affine.tensors(input.dimensions());
    }

    /** Two sums, two differences and products, and what is trained. */
    @Override
    public long flops(Shape input) {
        return 7L * input.size();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        Tensor values = pass.accurate(rows);
        long[] shape =
                Planes.shape(rows).dimensions().stream().mapToLong(d -> d).toArray();
        return torch.layer_norm(values, shape, affine.scale(pass), affine.shift(pass), epsilon, false)
                .to(rows.scalar_type());
    }
}

package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Gives the values of each group of channels of a row mean 0 and variance 1, then each channel a scale and a shift that are trained.
 * Unlike a batch norm, it does not depend on the other rows.
 *
 * <pre>{@code
 * y = (x − μ) / √(σ² + ε) · weight + bias        μ and σ² over the channels of a group and all places of the row
 * }</pre>
 *
 * <p>Tensors, of {@code [channels]} each: {@code weight} and {@code bias}, which are not decayed.
 *
 * @param groups into which channels are divided
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param affine whether there are a weight and a bias
 * @see <a href="https://arxiv.org/abs/1803.08494">Wu and He, 2018</a>
 */
public record GroupNorm(int groups, double epsilon, Affine affine) implements Layer {
    static final String KIND = "group_norm";

    /** Keras's values. */
    public static final GroupNorm DEFAULT = new GroupNorm(32, 0.001, Affine.BOTH);

    public GroupNorm {
        Checks.atLeast("groups", groups, 1);
        Checks.divisor("epsilon", epsilon);
    }

    static GroupNorm read(LayerSettings settings) {
        return new GroupNorm(
                settings.whole("groups", DEFAULT.groups),
                settings.number("epsilon", DEFAULT.epsilon),
                Affine.read(settings));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        if (input.at(0) % groups != 0) {
            throw new IllegalArgumentException("divides channels into " + groups + " groups, but rows of " + input
                    + " came: write groups that divide " + input.at(0));
        }
        return input;
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return affine.tensors(List.of(input.at(0)));
    }

    /** Two sums, two differences and products, and what is trained. */
    @Override
    public long flops(Shape input) {
        return 7L * input.size();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        Tensor values = pass.accurate(rows);
        return torch.group_norm(values, groups, affine.scale(pass), affine.shift(pass), epsilon, false)
                .to(rows.scalar_type());
    }
}

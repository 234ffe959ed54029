package dev.lockstep.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * In training, drops values and makes up for them; scores are computed from all of them.
 *
 * <pre>{@code
 * y = x · m / (1 − rate)             m = 0 with probability rate, otherwise 1
 * }</pre>
 *
 * <p>What is drawn depends on seed, step and shard alone.
 *
 * @param rate how likely a value is dropped, in [0, 1)
 * @param spatial whether {@code m} is drawn once for each channel, so that all its places stay or go together
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava and others, 2014</a>
 * @see <a href="https://arxiv.org/abs/1411.4280">Tompson and others, 2015, on channels</a>
 */
public record Dropout(double rate, boolean spatial) implements Layer {
    static final String KIND = "dropout";
    static final String SPATIAL = "spatial_dropout";

    public Dropout {
        Mask.checkRate(rate);
    }

    static Dropout read(boolean spatial, LayerSettings settings) {
        return new Dropout(settings.requiredNumber("rate"), spatial);
    }

    @Override
    public String kind() {
        return spatial ? SPATIAL : KIND;
    }

    @Override
    public Shape output(Shape input) {
        if (spatial && input.rank() < 2) {
            throw new IllegalArgumentException(
                    "takes rows of channels and places, but rows of " + input + " came: take dropout");
        }
        return input;
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return List.of();
    }

    @Override
    public long flops(Shape input) {
        return input.size();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        if (!pass.training() || rate == 0) {
            return rows;
        }
        long[] shape = new long[(int) rows.dim()];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = spatial && d > 1 ? 1 : rows.size(d);
        }
        // The factor apart: in a mask of bfloat16 it would be rounded, always the same way.
        return rows.mul(Mask.of(shape, rate, pass.seed(), rows)).mul(new Scalar(1 / (1 - rate)));
    }
}

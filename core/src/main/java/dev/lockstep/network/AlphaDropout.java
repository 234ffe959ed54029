package dev.lockstep.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Dropout for {@code selu}: in training, values that are dropped become what selu tends to far below 0, and all are moved and scaled
 * so that their mean and variance stay.
 *
 * <pre>{@code
 * y = a (x m + α′ (1 − m)) + b       m = 0 with probability rate, otherwise 1;  α′ = −λα of selu
 * a = ((1 − rate) (1 + rate α′²))^(−½)        b = −a α′ rate
 * }</pre>
 *
 * @param rate how likely a value is dropped, in [0, 1)
 * @see <a href="https://arxiv.org/abs/1706.02515">Klambauer and others, 2017</a>
 */
public record AlphaDropout(double rate) implements Layer {
    static final String KIND = "alpha_dropout";

    /** −λα. */
    private static final double DROPPED = -1.6732632423543772 * 1.0507009873554805;

    public AlphaDropout {
        Mask.checkRate(rate);
    }

    static AlphaDropout read(LayerSettings settings) {
        return new AlphaDropout(settings.requiredNumber("rate"));
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
        return List.of();
    }

    @Override
    public long flops(Shape input) {
        return 4L * input.size();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        if (!pass.training() || rate == 0) {
            return rows;
        }
        double a = 1 / Math.sqrt((1 - rate) * (1 + rate * DROPPED * DROPPED));
        double b = -a * DROPPED * rate;
        Tensor values = pass.accurate(rows); // the two parts of the shift are large, and their sum is small
        Tensor mask = Mask.of(rows.sizes().vec().get(), rate, pass.seed(), values);
        // a α′ (1 − m) + b = (a α′ + b) − a α′ m
        Tensor shift = mask.mul(new Scalar(-a * DROPPED)).add(new Scalar(a * DROPPED + b));
        return values.mul(mask).mul(new Scalar(a)).add(shift).to(rows.scalar_type());
    }
}

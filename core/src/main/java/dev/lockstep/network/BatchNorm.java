package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Gives each channel mean 0 and variance 1, then a scale and a shift that are trained.
 *
 * <pre>{@code
 * y = (x − μ) / √(σ² + ε) · weight + bias
 * running_mean ← momentum · running_mean + (1 − momentum) · μ          likewise running_var and σ²
 * }</pre>
 *
 * <p>In training, {@code μ} and {@code σ²} are over the rows and places that a shard has in a step, so a shard should have some dozens of
 * rows; the new running values are averaged over shards by the weights of their rows. Scores are computed with the running values. {@code
 * σ²} divides by n where it normalizes, and by n − 1 where it runs, as in PyTorch: n is what one shard has, and so the running value does
 * not depend on the number of shards but by chance. Keras divides by n, of the whole batch. PyTorch's {@code momentum} is Keras's {@code
 * 1 − momentum}.
 *
 * <p>Tensors, of {@code [channels]} each: {@code weight} and {@code bias}, which are not decayed; {@code running_mean} and {@code
 * running_var}, which are buffers.
 *
 * @param momentum how much of the running values is kept in a step, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param affine whether there are a weight and a bias
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy, 2015</a>
 */
public record BatchNorm(double momentum, double epsilon, Affine affine) implements Layer {
    static final String KIND = "batch_norm";

    /** Keras's values. */
    public static final BatchNorm DEFAULT = new BatchNorm(0.99, 0.001, Affine.BOTH);

    private static final String MEAN = "running_mean";
    private static final String VARIANCE = "running_var";

    public BatchNorm {
        Checks.decay("momentum", momentum);
        Checks.divisor("epsilon", epsilon);
    }

    static BatchNorm read(LayerSettings settings) {
        return new BatchNorm(
                settings.number("momentum", DEFAULT.momentum),
                settings.number("epsilon", DEFAULT.epsilon),
                Affine.read(settings));
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
        List<Integer> channels = List.of(input.at(0));
        List<TensorSpec> tensors = new ArrayList<>(affine.tensors(channels));
        tensors.add(TensorSpec.buffer(MEAN, channels, Constant.ZEROS));
        tensors.add(TensorSpec.buffer(VARIANCE, channels, Constant.ONES));
        return tensors;
    }

    /** As it is scored: a product and a sum. */
    @Override
    public long flops(Shape input) {
        return 2L * input.size();
    }

    @Override
    public boolean mixesRows() {
        return true;
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        Tensor values = pass.accurate(rows);
        Tensor mean = pass.master(MEAN).detach();
        Tensor variance = pass.master(VARIANCE).detach();
        if (!pass.training()) {
            return torch.batch_norm(
                            values,
                            affine.scale(pass),
                            affine.shift(pass),
                            new TensorOptional(mean),
                            new TensorOptional(variance),
                            false,
                            1 - momentum,
                            epsilon,
                            false)
                    .to(rows.scalar_type());
        }
        T_TensorTensorTensor_T normal = torch.native_batch_norm(
                values,
                affine.scale(pass),
                affine.shift(pass),
                new TensorOptional(),
                new TensorOptional(),
                true,
                1 - momentum,
                epsilon);
        Tensor inverse = normal.get2().detach(); // of √(σ² + ε)
        Tensor spread = inverse.mul(inverse).reciprocal().sub(new Scalar(epsilon));
        pass.update(MEAN, blend(mean, normal.get1().detach()));
        long n = values.numel() / values.size(1);
        if (n > 1) { // one value has no variance
            Scalar unbiased = new Scalar(n / (n - 1.0));
            pass.update(
                    VARIANCE, blend(variance, spread.clamp_min(new Scalar(0.0)).mul(unbiased)));
        } else {
            pass.update(VARIANCE, variance);
        }
        return normal.get0().to(rows.scalar_type());
    }

    private Tensor blend(Tensor running, Tensor now) {
        return running.mul(new Scalar(momentum)).add(now.mul(new Scalar(1 - momentum)));
    }
}

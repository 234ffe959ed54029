package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Every output is a weighted sum of all inputs; then an activation.
 *
 * <pre>{@code
 * y = f(W x + b)
 * }</pre>
 *
 * <p>Tensors: {@code weight} {@code [units, inputs]}, as PyTorch lays it out (Keras's {@code kernel} is its transpose), and
 * {@code bias} {@code [units]}, which begins with zeros and is not decayed.
 *
 * @param units the number of outputs
 * @param activation {@code f}
 * @param initializer of {@code W}
 * @param bias whether there is a {@code b}
 */
public record Dense(int units, Activation activation, Initializer initializer, boolean bias) implements Layer {
    static final String KIND = "dense";

    public Dense {
        Checks.atLeast("units", units, 1);
    }

    /** With a bias, and first weights that suit the activation. */
    public Dense(int units, Activation activation) {
        this(units, activation, activation.initializer(), true);
    }

    /** Without an activation, as the last layer is. */
    public Dense(int units) {
        this(units, Activation.NONE);
    }

    static Dense read(LayerSettings settings) {
        int units = settings.units("units");
        Activation activation = settings.activation("activation");
        Initializer initializer = settings.initializer("init", activation.initializer());
        return new Dense(units, activation, initializer, settings.flag("bias", true));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        if (input.rank() != 1) {
            throw new IllegalArgumentException(
                    "takes rows of one dimension, but rows of " + input + " came: put flatten before it");
        }
        return activation.output(Shape.of(units));
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(TensorSpec.weight("weight", List.of(units, input.size()), initializer));
        if (bias) {
            tensors.add(TensorSpec.bias("bias", List.of(units), Constant.ZEROS));
        }
        tensors.addAll(activation.tensors(Shape.of(units)));
        return tensors;
    }

    @Override
    public long flops(Shape input) {
        long products = 2L * units * input.size();
        return products - (bias ? 0 : units) + activation.flops(Shape.of(units));
    }

    @Override
    public long activations(Shape input) {
        return units + activation.activations(Shape.of(units));
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        TensorOptional shift = bias ? new TensorOptional(pass.tensor("bias")) : new TensorOptional();
        return activation.forward(torch.linear(rows, pass.tensor("weight"), shift), pass);
    }
}

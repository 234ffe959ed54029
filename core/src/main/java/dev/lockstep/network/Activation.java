package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A function of each value by itself. Tensors: of {@code prelu}, {@code alpha} {@code [channels]}, which is not decayed.
 *
 * @param parameter of the functions that have one, otherwise 0: {@code negative_slope} of {@code leaky_relu}, {@code alpha} of
 *     {@code elu}, and the {@code alpha} that {@code prelu} begins with
 */
public record Activation(ActivationFunction function, double parameter) implements Layer {
    static final String KIND = "activation";

    /** No function: what enters leaves. */
    public static final Activation NONE = Activation.of(ActivationFunction.LINEAR);

    /** As in Keras's function of that name; its layer has 0.3, PyTorch 0.01. */
    private static final double NEGATIVE_SLOPE = 0.2;

    private static final double ELU_ALPHA = 1;
    /** As in PyTorch and in the paper; Keras begins with 0. */
    private static final double PRELU_ALPHA = 0.25;

    public Activation {
        Checks.finite("parameter of " + function.word(), parameter);
    }

    /** With the usual parameter. */
    public static Activation of(ActivationFunction function) {
        return new Activation(
                function,
                switch (function) {
                    case LEAKY_RELU -> NEGATIVE_SLOPE;
                    case ELU -> ELU_ALPHA;
                    case PRELU -> PRELU_ALPHA;
                    default -> 0;
                });
    }

    /** The settings of a function. */
    static Activation read(ActivationFunction function, LayerSettings settings) {
        double usual = of(function).parameter;
        return switch (function) {
            case LEAKY_RELU -> new Activation(function, settings.number("negative_slope", usual));
            case ELU, PRELU -> new Activation(function, settings.number("alpha", usual));
            default -> of(function);
        };
    }

    /** What weights before it begin with, unless somebody says otherwise. */
    public Initializer initializer() {
        return function.initializer();
    }

    @Override
    public String kind() {
        return function.word();
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return function == ActivationFunction.PRELU
                ? List.of(TensorSpec.bias("alpha", List.of(input.at(0)), new Constant(parameter)))
                : List.of();
    }

    /** One for each value: what a function costs depends on the machine. */
    @Override
    public long flops(Shape input) {
        return function == ActivationFunction.LINEAR ? 0 : input.size();
    }

    @Override
    public long activations(Shape input) {
        return function == ActivationFunction.LINEAR ? 0 : input.size();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        return switch (function) {
            case LINEAR -> rows;
            case RELU -> torch.relu(rows);
            case LEAKY_RELU -> torch.leaky_relu(rows, new Scalar(parameter));
            case PRELU -> torch.prelu(rows, pass.tensor("alpha"));
            case ELU -> torch.elu(rows, new Scalar(parameter), new Scalar(1.0), new Scalar(1.0));
            case SELU -> torch.selu(rows);
            case GELU -> torch.gelu(rows);
            case SILU -> torch.silu(rows);
            case MISH -> torch.mish(rows);
            case TANH -> torch.tanh(rows);
            case SIGMOID -> torch.sigmoid(rows);
            case SOFTPLUS -> torch.softplus(rows);
            case HARD_SWISH -> torch.hardswish(rows);
        };
    }
}

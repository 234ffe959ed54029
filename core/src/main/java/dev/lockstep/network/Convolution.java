package dev.lockstep.network;

import dev.lockstep.network.Window.Walk;
import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Every output is a weighted sum of the inputs in a window, with the same weights at every place; then an activation. Rows are
 * {@code [channels, length]} or {@code [channels, height, width]}, as in PyTorch; Keras has channels last.
 *
 * <pre>{@code
 * y[o, p] = f(Σ_c Σ_k W[o, c, k] x[c, p · strides + k · dilation_rate − padding] + b[o])
 * }</pre>
 *
 * <p>Tensors: {@code weight} {@code [filters, channels / groups, …kernel_size]} and {@code bias} {@code [filters]}.
 *
 * @param dimensions of space, 1 or 2
 * @param filters the number of channels that leave; a multiple of {@code groups}
 * @param window {@code kernel_size}, {@code strides}, {@code dilation_rate} and {@code padding}
 * @param groups into how many parts the channels are divided, each of which sees its own alone
 * @param activation {@code f}
 * @param sums what {@code W} begins with, and whether there is a {@code b}
 */
public record Convolution(int dimensions, int filters, Window window, int groups, Activation activation, Weighted sums)
        implements Layer {
    static final String ONE = "conv1d";
    static final String TWO = "conv2d";

    /**
     * What weighted sums have beside their number.
     *
     * @param initializer of the weights
     * @param bias whether a number is added to each sum
     */
    public record Weighted(Initializer initializer, boolean bias) implements Serializable {}

    public Convolution {
        Checks.require(dimensions == 1 || dimensions == 2, "dimensions of space", "1 or 2", dimensions);
        Checks.atLeast("filters", filters, 1);
        Checks.atLeast("groups", groups, 1);
        Checks.require(filters % groups == 0, "filters", "a multiple of groups, " + groups, filters);
    }

    static Convolution read(int dimensions, LayerSettings settings) {
        int filters = settings.units("filters");
        Window window = new Window(
                settings.spread("kernel_size"),
                settings.spread("strides", 1),
                settings.spread("dilation_rate", 1),
                settings.padding("padding"));
        Activation activation = settings.activation("activation");
        Weighted sums =
                new Weighted(settings.initializer("init", activation.initializer()), settings.flag("bias", true));
        return new Convolution(dimensions, filters, window, settings.whole("groups", 1), activation, sums);
    }

    @Override
    public String kind() {
        return dimensions == 1 ? ONE : TWO;
    }

    @Override
    public Shape output(Shape input) {
        if (input.rank() != dimensions + 1) {
            throw new IllegalArgumentException("takes rows of "
                    + (dimensions == 1 ? "[channels, length]" : "[channels, height, width]") + ", but rows of " + input
                    + " came: put reshape before it");
        }
        if (input.at(0) % groups != 0) {
            throw new IllegalArgumentException("divides channels into " + groups + " groups, but rows of " + input
                    + " came: write groups that divide " + input.at(0));
        }
        List<Integer> output = new ArrayList<>(List.of(filters));
        window.over(input).stream().map(Walk::windows).forEach(output::add);
        return activation.output(new Shape(output));
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        List<Integer> kernel = new ArrayList<>(List.of(filters, input.at(0) / groups));
        window.over(input).stream().map(Walk::size).forEach(kernel::add);
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(TensorSpec.weight("weight", kernel, sums.initializer()));
        if (sums.bias()) {
            tensors.add(TensorSpec.bias("bias", List.of(filters), Constant.ZEROS));
        }
        tensors.addAll(activation.tensors(output(input)));
        return tensors;
    }

    @Override
    public long flops(Shape input) {
        Shape output = output(input);
        long products = input.at(0) / groups;
        for (Walk walk : window.over(input)) {
            products *= walk.size();
        }
        return output.size() * (2 * products - (sums.bias() ? 0 : 1)) + activation.flops(output);
    }

    @Override
    public long activations(Shape input) {
        Shape output = output(input);
        return output.size() + activation.activations(output);
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        Planes planes = Planes.of(window, Planes.shape(rows));
        Tensor weight = pass.tensor("weight");
        Tensor made = torch.conv2d(
                planes.open(rows, 0),
                dimensions == 1 ? weight.unsqueeze(2) : weight,
                sums.bias() ? new TensorOptional(pass.tensor("bias")) : new TensorOptional(),
                planes.strides(),
                planes.padding(),
                planes.dilation(),
                groups);
        return activation.forward(planes.close(made), pass);
    }
}

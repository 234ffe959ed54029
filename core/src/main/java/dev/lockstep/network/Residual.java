package dev.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Layers and a skip around them: what enters is added to what they make of it; then an activation.
 *
 * <pre>{@code
 * y = f(layers(x) + x)               f(layers(x) + P x) where the shapes differ
 * }</pre>
 *
 * <p>{@code P} is a weighted sum of the values of a row, or of its channels at places that the strides of the layers leave: a tensor {@code
 * projection} of {@code [outputs, inputs]} or {@code [outputs, channels, 1…]}.
 *
 * @param layers at least one
 * @param activation {@code f}
 * @see <a href="https://arxiv.org/abs/1512.03385">He and others, 2015</a>
 */
public record Residual(Stack layers, Activation activation) implements Layer {
    static final String KIND = "residual";
    private static final String PROJECTION = "projection";

    public Residual {
        if (layers.entries().isEmpty()) {
            throw new IllegalArgumentException("residual has no layers: write for example {residual: [{dense: 10}]}");
        }
    }

    static Residual read(LayerSettings settings) {
        return new Residual(settings.layers("layers"), settings.activation("activation"));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        Shape output = layers.output(input);
        projection(input, output);
        return activation.output(output);
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        Shape output = layers.output(input);
        List<TensorSpec> tensors = new ArrayList<>(layers.tensors(input));
        projection(input, output).ifPresent(window -> {
            List<Integer> shape = new ArrayList<>(List.of(output.at(0), input.at(0)));
            for (int d = 1; d < input.rank(); d++) {
                shape.add(1);
            }
            tensors.add(TensorSpec.weight(PROJECTION, shape, activation.initializer()));
        });
        tensors.addAll(activation.tensors(output));
        return tensors;
    }

    /**
     * How the places of a projection are chosen; empty where what enters fits as it is.
     *
     * @throws IllegalArgumentException if no strides lead from the one shape to the other
     */
    private static Optional<Window> projection(Shape input, Shape output) {
        if (input.equals(output)) {
            return Optional.empty();
        }
        List<Integer> strides = new ArrayList<>();
        boolean fits = input.rank() == output.rank() && input.rank() <= 3;
        for (int d = 1; fits && d < input.rank(); d++) {
            int stride = (input.at(d) + output.at(d) - 1) / output.at(d);
            fits = (input.at(d) + stride - 1) / stride == output.at(d);
            strides.add(stride);
        }
        if (!fits) {
            throw new IllegalArgumentException("makes " + output + " of rows of " + input
                    + ", to which no skip leads: give its layers padding: same");
        }
        return Optional.of(new Window(List.of(1), strides.isEmpty() ? List.of(1) : strides, List.of(1), Padding.VALID));
    }

    @Override
    public long flops(Shape input) {
        Shape output = layers.output(input);
        long skip = projection(input, output).isPresent() ? (2L * input.at(0) - 1) * output.size() : 0;
        return layers.flops(input) + skip + output.size() + activation.flops(output);
    }

    @Override
    public long activations(Shape input) {
        Shape output = layers.output(input);
        long skip = projection(input, output).isPresent() ? output.size() : 0;
        return layers.activations(input) + skip + output.size() + activation.activations(output);
    }

    @Override
    public boolean mixesRows() {
        return layers.mixesRows();
    }

    @Override
    public boolean takesNumbers() {
        return true; // its layers take what each of them needs
    }

    @Override
    public boolean readsFeatures() {
        return layers.readsFeatures();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        Tensor made = layers.forward(rows, pass);
        Tensor values = pass.cast(rows);
        Tensor skip = projection(Planes.shape(rows), Planes.shape(made))
                .map(window -> project(values, window, pass.tensor(PROJECTION)))
                .orElse(values);
        return activation.forward(made.add(skip), pass);
    }

    private static Tensor project(Tensor rows, Window window, Tensor weight) {
        if (rows.dim() == 2) {
            return torch.linear(rows, weight, new TensorOptional());
        }
        Planes planes = Planes.of(window, Planes.shape(rows));
        return planes.close(torch.conv2d(
                planes.open(rows, 0),
                rows.dim() == 3 ? weight.unsqueeze(2) : weight,
                new TensorOptional(),
                planes.strides(),
                planes.padding(),
                planes.dilation(),
                1));
    }
}

package dev.lockstep.network;

import java.util.List;
import java.util.stream.Stream;

/**
 * A layer on rows small enough for central differences. Every kind of layer has at least one.
 *
 * @param choices if the values of rows are numbers of things: how many of them there are; otherwise 0
 */
record LayerExample(Layer layer, Shape input, int choices) {
    private static LayerExample of(Layer layer, Integer... input) {
        return new LayerExample(layer, Shape.of(input), 0);
    }

    static Stream<LayerExample> all() {
        Stream<LayerExample> functions = Stream.of(ActivationFunction.values())
                .flatMap(function -> Stream.of(of(Activation.of(function), 5), of(Activation.of(function), 2, 3, 2)));
        Stream<LayerExample> layers = Stream.of(
                of(new Dense(3), 4),
                of(new Dense(3, Activation.of(ActivationFunction.TANH), VarianceScaling.GLOROT_NORMAL, false), 4),
                of(new Dense(3, Activation.of(ActivationFunction.PRELU)), 4),
                of(new Flatten(), 2, 3),
                of(new Reshape(List.of(3, -1)), 2, 3),
                of(convolution(1, 4, Padding.SAME, List.of(2), 2, Activation.of(ActivationFunction.SELU)), 2, 5),
                of(convolution(2, 2, Padding.VALID, List.of(1), 1, Activation.of(ActivationFunction.PRELU)), 2, 4, 3),
                of(convolution(2, 2, Padding.SAME, List.of(2, 1), 1, Activation.NONE), 1, 4, 3),
                of(convolution(2, 2, Padding.of(List.of(1, 0)), List.of(2), 1, Activation.NONE), 1, 3, 4),
                of(new Pool(Pool.How.MAX, Window.tiles(List.of(2))), 2, 4, 5),
                of(new Pool(Pool.How.MAX, new Window(List.of(3), List.of(2), List.of(1), Padding.SAME)), 2, 6),
                of(new Pool(Pool.How.AVERAGE, Window.tiles(List.of(2, 1))), 1, 4, 3),
                of(new Pool(Pool.How.AVERAGE, new Window(List.of(2), List.of(1), List.of(1), Padding.SAME)), 1, 3, 2),
                of(new GlobalAveragePool(), 2, 3, 2),
                of(new Dropout(0.4, false), 6),
                of(new Dropout(0.4, true), 3, 2, 2),
                of(new AlphaDropout(0.3), 2, 3),
                of(BatchNorm.DEFAULT, 4),
                of(new BatchNorm(0.5, 0.1, new Affine(true, false)), 2, 3),
                of(new BatchNorm(0.5, 0.1, new Affine(false, false)), 2, 2, 2),
                of(LayerNorm.DEFAULT, 5),
                of(new LayerNorm(0.1, new Affine(false, true)), 2, 2, 2),
                of(new GroupNorm(2, 0.1, Affine.BOTH), 4, 3),
                new LayerExample(embedding(), Shape.of(3), 4),
                of(residual(new Dense(4, Activation.of(ActivationFunction.TANH))), 4),
                of(residual(new Dense(3)), 4),
                of(residual(convolution(2, 3, Padding.SAME, List.of(2), 1, Activation.NONE)), 2, 3, 4),
                of(residual(convolution(1, 3, Padding.SAME, List.of(2), 1, Activation.NONE), BatchNorm.DEFAULT), 2, 5),
                of(new Parallel(List.of(Stack.of(List.of()), Stack.of(List.of(new Dense(2), LayerNorm.DEFAULT)))), 4));
        return Stream.concat(functions, layers);
    }

    private static Layer convolution(
            int dimensions, int filters, Padding padding, List<Integer> strides, int groups, Activation activation) {
        Window window = new Window(List.of(2), strides, List.of(1), padding);
        return new Convolution(
                dimensions,
                filters,
                window,
                groups,
                activation,
                new Convolution.Weighted(VarianceScaling.HE_NORMAL, groups == 1));
    }

    private static Layer residual(Layer... layers) {
        return new Residual(Stack.of(List.of(layers)), Activation.of(ActivationFunction.SOFTPLUS));
    }

    private static Layer embedding() {
        return new Embedding(List.of(new Embedding.Table("a", 2, 5), new Embedding.Table("b", 0, 4)), 3, 2);
    }

    @Override
    public String toString() {
        return layer + " on " + input;
    }
}

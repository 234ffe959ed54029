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
                of(new Reshape(List.of(3, -1)), 2, 3));
        return Stream.concat(functions, layers);
    }

    @Override
    public String toString() {
        return layer + " on " + input;
    }
}

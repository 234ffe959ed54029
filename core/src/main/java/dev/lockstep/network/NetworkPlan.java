package dev.lockstep.network;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What follows from a network's settings: its tensors in the order of theta, trained ones first.
 *
 * @param mostValues the values kept of one row until its gradient is computed
 */
record NetworkPlan(List<TensorSpec> tensors, ParameterLayout layout, long mostValues) {
    static NetworkPlan of(Stack layers, Shape input) {
        List<TensorSpec> specs = layers.tensors(input);
        List<TensorSpec> ordered = Stream.concat(
                        specs.stream().filter(TensorSpec::trainable),
                        specs.stream().filter(spec -> !spec.trainable()))
                .toList();
        return new NetworkPlan(ordered, layout(ordered), input.size() + layers.activations(input));
    }

    private static ParameterLayout layout(List<TensorSpec> specs) {
        List<Parameter> parameters = new ArrayList<>();
        for (TensorSpec spec : specs) {
            parameters.add(new Parameter(spec.name(), spec.shape(), spec.trainable(), spec.decayed()));
        }
        try {
            return ParameterLayout.of(parameters);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("layers have more than 2³¹ − 1 weights: use smaller ones", e);
        }
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An optimizer that treats some tensors in their own way. A tensor takes each setting from the first group that matches it and
 * has that setting. The state knows these rules; the update itself is that of the inner optimizer.
 *
 * @param groups may be empty
 * @param decaysAll whether the optimizer's weight decay applies to all tensors, as in Keras, or only to those that are weights:
 *     not to biases and norms
 */
public record Grouped(Optimizer inner, List<Group> groups, boolean decaysAll) implements Wrapper {
    private static final int MOST_NAMED = 12;

    public Grouped {
        groups = List.copyOf(groups);
    }

    @Override
    public Grouped around(Optimizer other) {
        return new Grouped(other, groups, decaysAll);
    }

    @Override
    public void requireTensors(ParameterLayout layout) {
        inner.requireTensors(thawed(layout, groups));
    }

    /**
     * The state before the first update.
     *
     * @throws IllegalArgumentException if a group matches no tensor, or everything is frozen
     */
    @Override
    public OptimizerState newState(ParameterLayout layout) {
        ParameterLayout thawed = thawed(layout, groups);
        return inner.newState(thawed).withRules(rules(thawed));
    }

    /** The layout in which what groups freeze counts as not trainable; throws as {@link #newState} does. */
    static ParameterLayout thawed(ParameterLayout layout, List<Group> groups) {
        groups.forEach(group -> requireMatch(group, layout));
        List<Parameter> tensors = new ArrayList<>();
        for (Parameter tensor : layout.parameters()) {
            boolean frozen = groups.stream().anyMatch(group -> group.frozen() && group.matches(tensor.name()));
            tensors.add(new Parameter(tensor.name(), tensor.shape(), tensor.trainable() && !frozen, tensor.decayed()));
        }
        if (tensors.stream().noneMatch(Parameter::trainable)) {
            throw new IllegalArgumentException("groups freeze every tensor: leave one to train");
        }
        return ParameterLayout.of(tensors);
    }

    private TensorRules rules(ParameterLayout layout) {
        int count = layout.parameters().size();
        double[] scales = new double[count];
        double[] decays = new double[count];
        Arrays.fill(decays, Double.NaN);
        for (int i = 0; i < count; i++) {
            Parameter tensor = layout.parameters().get(i);
            scales[i] = first(tensor, Group::learningRateScale).orElse(1);
            decays[i] = first(tensor, Group::weightDecay).orElse(decaysAll || tensor.decayed() ? Double.NaN : 0);
        }
        return new TensorRules(scales, decays);
    }

    private OptionalDouble first(Parameter tensor, Function<Group, OptionalDouble> setting) {
        return groups.stream()
                .filter(group -> group.matches(tensor.name()))
                .map(setting)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private static void requireMatch(Group group, ParameterLayout layout) {
        List<String> names = layout.parameters().stream()
                .filter(Parameter::trainable)
                .map(Parameter::name)
                .toList();
        if (names.stream().noneMatch(group::matches)) {
            throw new IllegalArgumentException("groups: match " + group.match() + " is none of the tensors "
                    + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                    + (names.size() > MOST_NAMED ? ", …" : ""));
        }
    }
}

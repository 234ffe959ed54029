package dev.lockstep.numeric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where each named tensor lies within the flat weights: one after another, in order, without gaps. */
public final class ParameterLayout {
    private final List<Parameter> parameters;
    private final int[] offsets;

    private ParameterLayout(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.offsets = new int[parameters.size() + 1];
        Set<String> names = new HashSet<>();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Checks.require(names.add(parameter.name()), "name of a parameter", "unique", parameter.name());
            offsets[i + 1] = Math.addExact(offsets[i], parameter.size());
        }
    }

    /**
     * A layout of these tensors in this order.
     *
     * @throws ArithmeticException if they have more than 2³¹ − 1 values in all
     */
    public static ParameterLayout of(List<Parameter> parameters) {
        return new ParameterLayout(parameters);
    }

    /** One trainable, decayed vector {@code theta} of n values. */
    public static ParameterLayout vector(int n) {
        return of(List.of(new Parameter("theta", List.of(n), true, true)));
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /** The number of values of all tensors. */
    public int size() {
        return offsets[parameters.size()];
    }

    /** The index of the first value of the i-th tensor. */
    public int offset(int i) {
        return offsets[i];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterLayout layout && parameters.equals(layout.parameters);
    }

    @Override
    public int hashCode() {
        return parameters.hashCode();
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import java.util.stream.IntStream;

/**
 * The units of tensors: what belongs to one index of the first dimension, the output. A tensor of at most one dimension is
 * one unit.
 */
final class Units {
    /** Below this many weights, waking other threads costs more than it saves. */
    private static final int PARALLEL = 1 << 18;

    private final ParameterLayout layout;

    Units(ParameterLayout layout) {
        this.layout = layout;
    }

    /** Whether a tensor has more dimensions than its output. */
    boolean isMatrix(int tensor) {
        return layout.parameters().get(tensor).shape().size() > 1;
    }

    /** A number for each unit of a tensor, in parallel if they are many. */
    float[] each(int tensor, Range work) {
        Parameter parameter = layout.parameters().get(tensor);
        int length = length(tensor);
        float[] numbers = new float[length == 0 ? 0 : parameter.size() / length];
        IntStream units = IntStream.range(0, numbers.length);
        int first = layout.offset(tensor);
        (parameter.size() >= PARALLEL ? units.parallel() : units)
                .forEach(unit -> numbers[unit] = work.of(first + unit * length, first + (unit + 1) * length));
        return numbers;
    }

    /** Visits the units of which a slice has weights, each with its part in the slice. */
    void forEach(Slice slice, Visit visit) {
        int first = layout.offset(slice.tensor());
        int length = length(slice.tensor());
        for (int from = slice.from(); from < slice.to(); ) {
            int unit = (from - first) / length;
            int to = Math.min(slice.to(), first + (unit + 1) * length);
            visit.at(unit, from, to);
            from = to;
        }
    }

    private int length(int tensor) {
        Parameter parameter = layout.parameters().get(tensor);
        return !isMatrix(tensor) || parameter.size() == 0
                ? parameter.size()
                : parameter.size() / parameter.shape().get(0);
    }

    /** A number made of a range of weights. */
    @FunctionalInterface
    interface Range {
        float of(int from, int to);
    }

    /** Does something with a range of a unit's weights. */
    @FunctionalInterface
    interface Visit {
        void at(int unit, int from, int to);
    }
}

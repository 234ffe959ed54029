package dev.lockstep.numeric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The trainable weights of a layout, or the others, cut into slices, none of which has weights of two tensors. The cuts depend
 * on the layout alone, so that what is computed slice by slice has the same bits on any number of threads.
 */
public final class Slices {
    /** A slice of weights, their copy, a gradient and two slots take 160 kB: they stay in a second-level cache. */
    private static final int LENGTH = 1 << 13;

    /** Below this many weights, waking other threads costs more than it saves. */
    private static final int PARALLEL = 1 << 18;

    private final List<Slice> slices;
    private final int size;

    private Slices(List<Slice> slices) {
        this.slices = List.copyOf(slices);
        this.size = slices.stream().mapToInt(Slice::length).sum();
    }

    /** The trainable tensors, or those that are not. */
    public static Slices of(ParameterLayout layout, boolean trainable) {
        List<Slice> slices = new ArrayList<>();
        int slot = 0;
        for (int tensor = 0; tensor < layout.parameters().size(); tensor++) {
            if (layout.parameters().get(tensor).trainable() == trainable) {
                slot = cut(layout.offset(tensor), layout.offset(tensor + 1), slot, tensor, slices);
            }
        }
        return new Slices(slices);
    }

    private static int cut(int from, int to, int slot, int tensor, List<Slice> slices) {
        for (int start = from; start < to; start += Math.min(LENGTH, to - start)) {
            slices.add(new Slice(start, start + Math.min(LENGTH, to - start), slot + start - from, tensor));
        }
        return slot + to - from;
    }

    public List<Slice> slices() {
        return slices;
    }

    /** The number of weights in all slices. */
    public int size() {
        return size;
    }

    /** Works on every slice: in parallel if they are many, so the work on one must not depend on that on another. */
    public void forEach(Consumer<Slice> work) {
        stream().forEach(work);
    }

    /** Adds up a number for each slice, computed as in {@link #forEach}, in the order of the slices. */
    public double sum(ToDoubleFunction<Slice> work) {
        double sum = 0;
        for (double part : each(work)) {
            sum += part;
        }
        return sum;
    }

    /** A number for each slice, in their order, computed as in {@link #forEach}. */
    public double[] each(ToDoubleFunction<Slice> work) {
        double[] parts = new double[slices.size()];
        IntStream indices = IntStream.range(0, parts.length);
        (isLarge() ? indices.parallel() : indices).forEach(i -> parts[i] = work.applyAsDouble(slices.get(i)));
        return parts;
    }

    /** What the function makes of each slice, in their order, computed as in {@link #forEach}. */
    public <T> List<T> map(Function<Slice, T> work) {
        return stream().map(work).toList();
    }

    private Stream<Slice> stream() {
        return isLarge() ? slices.parallelStream() : slices.stream();
    }

    private boolean isLarge() {
        return size >= PARALLEL;
    }
}

package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** Layers one after the other, each with the name that the names of its tensors begin with. */
public record Stack(List<Entry> entries) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    /** A layer and its name: {@code layer} and its position, from 1, unless it was given one. */
    public record Entry(String name, Layer layer) implements Serializable {
        public Entry {
            Checks.require(
                    NAME.matcher(name).matches(),
                    "name of a layer",
                    "of letters, digits, _ and - only",
                    "'" + name + "'");
        }

        @Override
        public String toString() {
            return name + " (" + layer.kind() + ")";
        }
    }

    public Stack {
        entries = List.copyOf(entries);
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            Checks.require(names.add(entry.name()), "name of a layer", "used once", entry.name());
        }
    }

    /** Layers named by their positions. */
    static Stack of(List<Layer> layers) {
        List<Entry> entries = new ArrayList<>();
        for (Layer layer : layers) {
            entries.add(new Entry(nameAt(entries.size()), layer));
        }
        return new Stack(entries);
    }

    static String nameAt(int index) {
        return "layer" + (index + 1);
    }

    /**
     * A layer at its place.
     *
     * @param input the shape of a row that enters
     * @param output the shape of a row that leaves
     */
    public record Placed(Entry entry, Shape input, Shape output) {}

    /**
     * Every layer with the shapes around it.
     *
     * @throws IllegalArgumentException naming the first layer that a row cannot enter
     */
    public List<Placed> place(Shape input) {
        List<Placed> placed = new ArrayList<>();
        Shape shape = input;
        boolean untouched = true;
        for (Entry entry : entries) {
            if (!untouched && entry.layer().readsFeatures()) {
                throw new IllegalArgumentException(
                        entry + " takes the features of the data, which the layers before it change: put it first");
            }
            untouched &= entry.layer() instanceof Flatten || entry.layer() instanceof Reshape;
            Shape output = outputOf(entry, shape);
            placed.add(new Placed(entry, shape, output));
            shape = output;
        }
        return placed;
    }

    private static Shape outputOf(Entry entry, Shape input) {
        try {
            return entry.layer().output(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(entry + " " + e.getMessage(), e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    entry + " makes rows of more than 2³¹ − 1 values of rows of " + input + ": make it smaller", e);
        }
    }

    /** The shape of a row that leaves the last layer. */
    Shape output(Shape input) {
        List<Placed> placed = place(input);
        return placed.isEmpty() ? input : placed.get(placed.size() - 1).output();
    }

    /** The tensors of all layers, with the names of their layers before their own. */
    List<TensorSpec> tensors(Shape input) {
        return place(input).stream()
                .flatMap(at -> at.entry().layer().tensors(at.input()).stream()
                        .map(tensor -> tensor.in(at.entry().name())))
                .toList();
    }

    long flops(Shape input) {
        return sum(input, Layer::flops);
    }

    long activations(Shape input) {
        return sum(input, Layer::activations);
    }

    private long sum(Shape input, BiFunction<Layer, Shape, Long> count) {
        return place(input).stream()
                .mapToLong(at -> count.apply(at.entry().layer(), at.input()))
                .sum();
    }

    boolean readsFeatures() {
        return entries.stream().anyMatch(entry -> entry.layer().readsFeatures());
    }

    boolean mixesRows() {
        return entries.stream().anyMatch(entry -> entry.layer().mixesRows());
    }

    Tensor forward(Tensor rows, Pass pass) {
        Tensor at = rows;
        for (Entry entry : entries) {
            Layer layer = entry.layer();
            at = layer.forward(layer.takesNumbers() ? at : pass.cast(at), pass.inside(entry.name()));
        }
        return at;
    }
}

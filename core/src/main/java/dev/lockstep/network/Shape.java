package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The dimensions of one row, without the one that counts rows: {@code [784]}, or {@code [1, 28, 28]} for channels, height and
 * width.
 */
public record Shape(List<Integer> dimensions) implements Serializable {
    public Shape {
        dimensions = List.copyOf(dimensions);
        Checks.require(!dimensions.isEmpty(), "shape", "of one dimension or more", dimensions);
        long size = 1;
        for (int dimension : dimensions) {
            Checks.require(dimension >= 1, "dimensions", "at least 1", dimensions);
            size *= dimension;
            Checks.require(size <= Integer.MAX_VALUE, "shape", "of at most 2³¹ − 1 values", dimensions);
        }
    }

    public static Shape of(Integer... dimensions) {
        return new Shape(Arrays.asList(dimensions));
    }

    /** The number of values. */
    public int size() {
        return dimensions.stream().reduce(1, Math::multiplyExact);
    }

    /** The number of dimensions. */
    public int rank() {
        return dimensions.size();
    }

    /** The i-th dimension, from 0. */
    public int at(int i) {
        return dimensions.get(i);
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}

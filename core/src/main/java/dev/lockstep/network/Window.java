package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a window goes over the places of an input. Each list has a number for each dimension of space, or one for all of them.
 *
 * @param size of the window, at least 1
 * @param strides from one window to the next, at least 1
 * @param dilation from one place in the window to the next, at least 1
 * @param padding around the input
 */
public record Window(List<Integer> size, List<Integer> strides, List<Integer> dilation, Padding padding)
        implements Serializable {
    private static final List<Integer> ONE = List.of(1);

    public Window {
        size = positive("size of a window", size);
        strides = positive("strides", strides);
        dilation = positive("dilation_rate", dilation);
    }

    /** Windows that touch one another. */
    static Window tiles(List<Integer> size) {
        return new Window(size, size, ONE, Padding.VALID);
    }

    private static List<Integer> positive(String name, List<Integer> numbers) {
        Checks.require(!numbers.isEmpty(), name, "one number or more", numbers);
        for (int number : numbers) {
            Checks.atLeast(name, number, 1);
        }
        return List.copyOf(numbers);
    }

    /**
     * How the window goes along one dimension.
     *
     * @param before places of padding before the input
     * @param after places of padding behind it
     * @param windows how many there are
     */
    record Walk(int size, int stride, int dilation, int before, int after, int windows) {}

    /**
     * How the window goes along each dimension but the first, which counts channels.
     *
     * @throws IllegalArgumentException if it has another number of dimensions, or the input is too small for it
     */
    List<Walk> over(Shape input) {
        int dimensions = input.rank() - 1;
        for (List<Integer> numbers : List.of(size, strides, dilation, padding.places())) {
            if (numbers.size() > 1 && numbers.size() != dimensions) {
                throw new IllegalArgumentException("has windows with " + numbers + ", but rows of " + input
                        + " came, which have " + dimensions + " dimensions of space: write one number for each, or one"
                        + " for all");
            }
        }
        List<Walk> walks = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            walks.add(along(d, input.at(d + 1), input));
        }
        return walks;
    }

    private Walk along(int d, int length, Shape input) {
        int stride = number(strides, d);
        long reach = (number(size, d) - 1L) * number(dilation, d) + 1;
        long before = switch (padding.kind()) {
            case VALID -> 0;
            case SAME -> missing(length, stride, reach) / 2;
            case EXPLICIT -> number(padding.places(), d);
        };
        long after = padding.kind() == Padding.Kind.SAME ? missing(length, stride, reach) - before : before;
        long room = length + before + after - reach;
        if (room < 0) {
            throw new IllegalArgumentException("has windows that reach over " + reach + " places, but rows of " + input
                    + " came: make its windows smaller, or write padding: same");
        }
        return new Walk(
                number(size, d), stride, number(dilation, d), (int) before, (int) after, (int) (room / stride) + 1);
    }

    /** The places that ⌈length / stride⌉ windows need beyond those that there are. */
    private static long missing(int length, int stride, long reach) {
        long windows = (length + stride - 1L) / stride;
        return Math.max((windows - 1) * stride + reach - length, 0);
    }

    private static int number(List<Integer> numbers, int d) {
        return numbers.get(numbers.size() == 1 ? 0 : d);
    }
}

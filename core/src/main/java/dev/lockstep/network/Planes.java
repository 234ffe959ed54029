package dev.lockstep.network;

import dev.lockstep.network.Window.Walk;
import java.util.List;
import java.util.function.ToIntFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rows as pictures {@code [n, channels, height, width]}, and the numbers of their windows as libtorch takes them. Rows of one
 * dimension of space are pictures of height 1.
 */
final class Planes {
    private final List<Walk> walks;
    private final boolean symmetric;

    private Planes(List<Walk> walks) {
        this.walks = walks;
        this.symmetric =
                walks.stream().allMatch(walk -> walk.before() == walk.after() && walk.before() <= walk.size() / 2);
    }

    static Planes of(Window window, Shape input) {
        return new Planes(window.over(input));
    }

    /** The shape of a row without the dimension that counts rows. */
    static Shape shape(Tensor rows) {
        Integer[] dimensions = new Integer[(int) rows.dim() - 1];
        for (int d = 0; d < dimensions.length; d++) {
            dimensions[d] = (int) rows.size(d + 1);
        }
        return Shape.of(dimensions);
    }

    private boolean isFlat() {
        return walks.size() == 1;
    }

    /** Pictures of rows. Padding that differs on two sides is added here, since libtorch's own is the same on both, and at most half a window. */
    Tensor open(Tensor rows, double around) {
        Tensor pictures = isFlat() ? rows.unsqueeze(2) : rows;
        if (symmetric) {
            return pictures;
        }
        long[] before = numbers(0, Walk::before);
        long[] after = numbers(0, Walk::after);
        return torch.constant_pad_nd(
                pictures, new long[] {before[1], after[1], before[0], after[0]}, new Scalar(around));
    }

    /** Rows of pictures. */
    Tensor close(Tensor pictures) {
        return isFlat() ? pictures.squeeze(2) : pictures;
    }

    long[] size() {
        return numbers(1, Walk::size);
    }

    long[] strides() {
        return numbers(1, Walk::stride);
    }

    long[] dilation() {
        return numbers(1, Walk::dilation);
    }

    /** What libtorch has to add: nothing that {@link #open} has added. */
    long[] padding() {
        return symmetric ? numbers(0, Walk::before) : new long[2];
    }

    boolean isPadded() {
        return walks.stream().anyMatch(walk -> walk.before() + walk.after() > 0);
    }

    private long[] numbers(long ofHeight, ToIntFunction<Walk> number) {
        return isFlat()
                ? new long[] {ofHeight, number.applyAsInt(walks.get(0))}
                : walks.stream().mapToLong(number::applyAsInt).toArray();
    }
}

package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shapes, costs and refusals of convolutions and pools; what they compute is in golden files. */
final class SpatialTest {
    private static final List<Integer> ONE = List.of(1);

    private static Convolution convolution(int dimensions, int filters, Window window, int groups, boolean bias) {
        return new Convolution(
                dimensions,
                filters,
                window,
                groups,
                Activation.NONE,
                new Convolution.Weighted(VarianceScaling.HE_NORMAL, bias));
    }

    private static Window window(List<Integer> size, List<Integer> strides, Padding padding) {
        return new Window(size, strides, ONE, padding);
    }

    @Test
    void shapesAreThoseOfKeras() {
        Convolution valid = convolution(2, 8, window(List.of(3), ONE, Padding.VALID), 1, true);
        assertThat(valid.output(Shape.of(3, 28, 20))).isEqualTo(Shape.of(8, 26, 18));
        Convolution same = convolution(2, 8, window(List.of(3, 5), List.of(2), Padding.SAME), 1, true);
        assertThat(same.output(Shape.of(3, 28, 21))).isEqualTo(Shape.of(8, 14, 11));
        Convolution padded = convolution(1, 8, window(List.of(4), List.of(3), Padding.of(List.of(2))), 1, true);
        assertThat(padded.output(Shape.of(3, 10))).isEqualTo(Shape.of(8, 4));
        Convolution dilated = convolution(1, 8, new Window(List.of(3), ONE, List.of(4), Padding.VALID), 1, true);
        assertThat(dilated.output(Shape.of(3, 10))).isEqualTo(Shape.of(8, 2));
        Pool pool = new Pool(Pool.How.MAX, Window.tiles(List.of(2)));
        assertThat(pool.output(Shape.of(3, 28, 21))).isEqualTo(Shape.of(3, 14, 10));
        assertThat(new GlobalAveragePool().output(Shape.of(3, 4, 5))).isEqualTo(Shape.of(3));
    }

    @Test
    void tensorsAreThoseOfPytorch() {
        Convolution grouped = convolution(2, 8, window(List.of(3, 5), ONE, Padding.SAME), 2, true);
        assertThat(grouped.tensors(Shape.of(4, 9, 9)))
                .extracting(TensorSpec::name, TensorSpec::shape, TensorSpec::decayed)
                .containsExactly(tuple("weight", List.of(8, 2, 3, 5), true), tuple("bias", List.of(8), false));
        assertThat(convolution(1, 8, window(List.of(3), ONE, Padding.SAME), 1, false)
                        .tensors(Shape.of(4, 9)))
                .extracting(TensorSpec::shape)
                .containsExactly(List.of(8, 4, 3));
    }

    @Test
    void costsCountProductsAndSums() {
        Window window = window(List.of(3), ONE, Padding.VALID);
        Shape input = Shape.of(2, 5, 5);
        assertThat(convolution(2, 4, window, 1, true).flops(input)).isEqualTo(4 * 9 * 2 * 18L);
        assertThat(convolution(2, 4, window, 1, false).flops(input)).isEqualTo(4 * 9 * (2 * 18L - 1));
        assertThat(convolution(2, 4, window, 1, true).activations(input)).isEqualTo(36);
        assertThat(new Pool(Pool.How.AVERAGE, Window.tiles(List.of(2))).flops(input))
                .isEqualTo(2 * 4 * 4L);
        assertThat(new GlobalAveragePool().flops(input)).isEqualTo(50);
    }

    @Test
    void rowsOfOtherShapesAreRefused() {
        Convolution one = convolution(1, 8, window(List.of(3), ONE, Padding.VALID), 1, true);
        Convolution two = convolution(2, 8, window(List.of(3), ONE, Padding.VALID), 1, true);
        refuses(
                two,
                Shape.of(784),
                "takes rows of [channels, height, width], but rows of [784] came: put reshape before it");
        refuses(
                one,
                Shape.of(1, 28, 28),
                "takes rows of [channels, length], but rows of [1, 28, 28] came: put reshape");
        refuses(
                two,
                Shape.of(1, 2, 9),
                "has windows that reach over 3 places, but rows of [1, 2, 9] came: make its windows smaller, or write"
                        + " padding: same");
        refuses(
                convolution(2, 4, window(List.of(1), ONE, Padding.VALID), 2, true),
                Shape.of(3, 4, 4),
                "divides channels into 2 groups, but rows of [3, 4, 4] came: write groups that divide 3");
        refuses(
                convolution(2, 4, window(List.of(1), List.of(1, 2, 1), Padding.VALID), 1, true),
                Shape.of(3, 4, 4),
                "has windows with [1, 2, 1], but rows of [3, 4, 4] came, which have 2 dimensions of space: write one");
        Pool pool = new Pool(Pool.How.MAX, Window.tiles(List.of(2)));
        refuses(
                pool,
                Shape.of(4),
                "takes rows of [channels, length] or [channels, height, width], but rows of [4] came");
        refuses(
                new Pool(Pool.How.AVERAGE, window(List.of(2), ONE, Padding.of(List.of(2)))),
                Shape.of(1, 4),
                "has a window of padding alone, with padding [2] around [1, 4]: pad less");
        refuses(
                new GlobalAveragePool(),
                Shape.of(4),
                "takes rows of channels and places, but rows of [4] came: leave it out");
    }

    private static void refuses(Layer layer, Shape input, String message) {
        assertThatThrownBy(() -> layer.output(input)).hasMessageStartingWith(message);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> window(List.of(0), ONE, Padding.VALID))
                .hasMessage("size of a window must be at least 1, but was 0");
        assertThatThrownBy(() -> window(List.of(), ONE, Padding.VALID))
                .hasMessage("size of a window must be one number or more, but was []");
        assertThatThrownBy(() -> window(ONE, List.of(0), Padding.VALID))
                .hasMessageContaining("strides must be at least 1");
        assertThatThrownBy(() -> Padding.of(List.of(-1))).hasMessage("padding must be at least 0, but was -1");
        assertThatThrownBy(() -> Padding.of(List.of())).hasMessageContaining("padding must be valid, same, or");
        assertThatThrownBy(() -> convolution(3, 1, Window.tiles(ONE), 1, true))
                .hasMessage("dimensions of space must be 1 or 2, but was 3");
        assertThatThrownBy(() -> convolution(2, 3, Window.tiles(ONE), 2, true))
                .hasMessage("filters must be a multiple of groups, 2, but was 3");
    }

    @Test
    void meansPassByThePadding() {
        Pool pool = new Pool(Pool.How.AVERAGE, window(List.of(3), ONE, Padding.SAME));
        assertThat(new LayerRun(pool, 1, 3).scoring(3, 6, 9))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(4.5f, 6, 7.5f);
        Pool uneven = new Pool(Pool.How.MAX, window(List.of(2), ONE, Padding.SAME));
        assertThat(new LayerRun(uneven, 1, 3).scoring(-3, -6, -9)).containsExactly(-3, -6, -9);
        assertThat(new LayerRun(new GlobalAveragePool(), Map.of(), 2, 2).scoring(1, 3, 5, 9))
                .containsExactly(2, 7);
    }
}

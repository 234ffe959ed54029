package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Residual layers, and lists in parallel. */
final class ResidualTest {
    private static Residual residual(Layer... layers) {
        return new Residual(Stack.of(List.of(layers)), Activation.NONE);
    }

    private static Convolution convolution(int filters, List<Integer> strides, Padding padding) {
        return new Convolution(
                2,
                filters,
                new Window(List.of(3), strides, List.of(1), padding),
                1,
                Activation.NONE,
                new Convolution.Weighted(VarianceScaling.HE_NORMAL, true));
    }

    @Test
    void whatEntersIsAdded() {
        LayerRun run = new LayerRun(residual(new Dense(2)), Map.of("layer1.weight", new float[] {0, 1, 2, 0}), 2);
        assertThat(run.scoring(3, 5)).containsExactly(3 + 5, 5 + 6);
    }

    @Test
    void whatEntersIsProjectedWhereShapesDiffer() {
        LayerRun run = new LayerRun(
                residual(new Dense(1)),
                Map.of("layer1.weight", new float[] {1, 1}, "projection", new float[] {10, 100}),
                2);
        assertThat(run.scoring(3, 5)).containsExactly(8 + 530);
        Shape pictures = Shape.of(4, 9, 8);
        Residual strided = residual(convolution(6, List.of(2), Padding.SAME));
        assertThat(strided.output(pictures)).isEqualTo(Shape.of(6, 5, 4));
        assertThat(strided.tensors(pictures))
                .extracting(TensorSpec::name)
                .containsExactly("layer1.weight", "layer1.bias", "projection");
        assertThat(strided.tensors(pictures).get(2).shape()).isEqualTo(List.of(6, 4, 1, 1));
        assertThat(residual(convolution(4, List.of(1), Padding.SAME)).tensors(pictures))
                .hasSize(2);
    }

    @Test
    void shapesToWhichNoSkipLeadsAreRefused() {
        assertThatThrownBy(() ->
                        residual(convolution(4, List.of(1), Padding.VALID)).output(Shape.of(4, 9, 8)))
                .hasMessage(
                        "makes [4, 7, 6] of rows of [4, 9, 8], to which no skip leads: give its layers padding: same");
        assertThatThrownBy(() -> residual(new Flatten()).output(Shape.of(4, 2))).hasMessageContaining("no skip leads");
        assertThatThrownBy(() -> residual()).hasMessageContaining("residual has no layers");
        assertThatThrownBy(() -> residual(new Dense(3)).output(Shape.of(4, 2)))
                .hasMessageStartingWith("layer1 (dense) takes rows of one dimension");
    }

    @Test
    void costsAreThoseOfTheLayersTheSkipAndTheSum() {
        assertThat(residual(new Dense(4)).flops(Shape.of(4))).isEqualTo(32 + 4);
        assertThat(residual(new Dense(3)).flops(Shape.of(4))).isEqualTo(24 + 3 * 7 + 3);
        assertThat(residual(new Dense(3)).activations(Shape.of(4))).isEqualTo(9);
        assertThat(residual(new Dense(4)).mixesRows()).isFalse();
        assertThat(residual(new Dense(4), BatchNorm.DEFAULT).mixesRows()).isTrue();
    }

    @Test
    void listsInParallelAreSideBySide() {
        Parallel wideAndDeep = new Parallel(List.of(Stack.of(List.of()), Stack.of(List.of(new Dense(1)))));
        assertThat(wideAndDeep.output(Shape.of(2))).isEqualTo(Shape.of(3));
        LayerRun run = new LayerRun(wideAndDeep, Map.of("branch2.layer1.weight", new float[] {10, 100}), 2);
        assertThat(run.scoring(3, 5, 1, 1)).containsExactly(3, 5, 530, 1, 1, 110);
        assertThat(run.scoring(ScalarType.BFloat16, 3, 5)).containsExactly(3, 5, 528); // 530 is no bfloat16
        assertThat(wideAndDeep.flops(Shape.of(2))).isEqualTo(4);
        assertThat(wideAndDeep.activations(Shape.of(2))).isEqualTo(4);
        assertThat(wideAndDeep.mixesRows()).isFalse();
        Parallel pictures = new Parallel(List.of(
                Stack.of(List.of()), Stack.of(List.of(convolution(2, List.of(1), Padding.SAME), BatchNorm.DEFAULT))));
        assertThat(pictures.output(Shape.of(3, 4, 4))).isEqualTo(Shape.of(5, 4, 4));
        assertThat(pictures.mixesRows()).isTrue();
    }

    @Test
    void listsThatDoNotFitSideBySideAreRefused() {
        Parallel uneven =
                new Parallel(List.of(Stack.of(List.of()), Stack.of(List.of(convolution(2, List.of(2), Padding.SAME)))));
        assertThatThrownBy(() -> uneven.output(Shape.of(3, 4, 4)))
                .hasMessage("puts its lists side by side along their first dimension, but branch1 makes [3, 4, 4] and"
                        + " branch2 [2, 2, 2]: make the other dimensions alike");
        assertThatThrownBy(() -> uneven.output(Shape.of(3)))
                .hasMessageStartingWith(
                        "branch2: layer1 (conv2d) takes rows of [channels, height, width], but rows of [3]");
        assertThatThrownBy(() -> new Parallel(List.of(Stack.of(List.of()))))
                .hasMessageStartingWith("parallel has fewer than two lists of layers");
    }
}

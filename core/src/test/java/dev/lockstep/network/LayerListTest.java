package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers of every kind as they stand in a configuration. */
final class LayerListTest {
    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> TWO = List.of(2);

    /** An item of a list, and what it is. */
    record Item(Map<String, ?> written, Layer layer) {
        @Override
        public String toString() {
            return written.toString();
        }
    }

    static Stream<Item> items() {
        Activation relu = Activation.of(ActivationFunction.RELU);
        return Stream.of(
                new Item(
                        Map.of("conv2d", 8, "kernel_size", 3, "activation", "relu"),
                        new Convolution(
                                2,
                                8,
                                new Window(List.of(3), ONE, ONE, Padding.VALID),
                                1,
                                relu,
                                new Convolution.Weighted(VarianceScaling.HE_NORMAL, true))),
                new Item(
                        Map.of(
                                "conv1d",
                                Map.of(
                                        "filters",
                                        8,
                                        "kernel_size",
                                        List.of(5),
                                        "strides",
                                        2,
                                        "padding",
                                        "same",
                                        "dilation_rate",
                                        3,
                                        "groups",
                                        4,
                                        "init",
                                        "orthogonal",
                                        "bias",
                                        false)),
                        new Convolution(
                                1,
                                8,
                                new Window(List.of(5), TWO, List.of(3), Padding.SAME),
                                4,
                                Activation.NONE,
                                new Convolution.Weighted(new Orthogonal(1), false))),
                new Item(
                        Map.of("conv2d", 8, "kernel_size", List.of(3, 5), "padding", List.of(1, 2), "strides", TWO),
                        new Convolution(
                                2,
                                8,
                                new Window(List.of(3, 5), TWO, ONE, Padding.of(List.of(1, 2))),
                                1,
                                Activation.NONE,
                                new Convolution.Weighted(VarianceScaling.GLOROT_UNIFORM, true))),
                new Item(Map.of("max_pool", 2), new Pool(Pool.How.MAX, Window.tiles(TWO))),
                new Item(
                        Map.of("average_pool", List.of(2, 3), "strides", 1, "padding", 1),
                        new Pool(Pool.How.AVERAGE, new Window(List.of(2, 3), ONE, ONE, Padding.of(ONE)))),
                new Item(Map.of("global_average_pool", Map.of()), new GlobalAveragePool()),
                new Item(Map.of("dropout", 0.5), new Dropout(0.5, false)),
                new Item(Map.of("spatial_dropout", 0.25), new Dropout(0.25, true)),
                new Item(Map.of("alpha_dropout", 0.1), new AlphaDropout(0.1)),
                new Item(Map.of("batch_norm", Map.of()), new BatchNorm(0.99, 0.001, Affine.BOTH)),
                new Item(
                        Map.of("batch_norm", Map.of("momentum", 0.9, "epsilon", 0.1, "scale", false)),
                        new BatchNorm(0.9, 0.1, new Affine(false, true))),
                new Item(Map.of("layer_norm", Map.of()), new LayerNorm(0.001, Affine.BOTH)),
                new Item(
                        Map.of("layer_norm", Map.of("center", false, "epsilon", 0.1)),
                        new LayerNorm(0.1, new Affine(true, false))),
                new Item(Map.of("group_norm", 4), new GroupNorm(4, 0.001, Affine.BOTH)),
                new Item(Map.of("group_norm", Map.of()), new GroupNorm(32, 0.001, Affine.BOTH)),
                new Item(
                        Map.of("residual", List.of(Map.of("dense", 3)), "activation", "relu"),
                        new Residual(Stack.of(List.of(new Dense(3))), relu)),
                new Item(
                        Map.of("parallel", List.of(List.of(), List.of(Map.of("dense", 3), Map.of("dropout", 0.5)))),
                        new Parallel(List.of(
                                Stack.of(List.of()), Stack.of(List.of(new Dense(3), new Dropout(0.5, false)))))));
    }

    private static Object completed(Object item) {
        Settings settings = settings(item);
        Layers.read(settings, "layers", new LayerContext(7, Optional.empty()));
        return ((List<?>) Objects.requireNonNull(settings.completed().get("layers"))).get(0);
    }

    private static Layer read(Object item) {
        return Layers.read(settings(item), "layers", new LayerContext(7, Optional.empty()))
                .entries()
                .get(0)
                .layer();
    }

    private static Settings settings(Object item) {
        return new Settings("model network", Map.of("layers", List.of(item)));
    }

    @ParameterizedTest
    @MethodSource("items")
    void isReadAndWrittenOutAndReadAgain(Item item) {
        assertThat(read(item.written())).isEqualTo(item.layer());
        assertThat(read(completed(item.written()))).isEqualTo(item.layer());
        assertThat(completed(completed(item.written()))).isEqualTo(completed(item.written()));
    }

    @Test
    void defaultsWithinListsAreWrittenOut() {
        assertThat(completed(Map.of("residual", List.of(Map.of("dense", 3)))))
                .isEqualTo(Map.of(
                        "residual",
                        List.of(Map.of("dense", 3, "activation", "linear", "init", "glorot_uniform", "bias", true)),
                        "activation",
                        "linear"));
        assertThat(completed(Map.of("parallel", List.of(List.of(), List.of(Map.of("batch_norm", Map.of()))))))
                .isEqualTo(Map.of(
                        "parallel",
                        List.of(
                                List.of(),
                                List.of(Map.of(
                                        "batch_norm",
                                        Map.of(),
                                        "momentum",
                                        0.99,
                                        "epsilon",
                                        0.001,
                                        "scale",
                                        true,
                                        "center",
                                        true)))));
    }

    @Test
    void mistakesAreNamed() {
        refuses(Map.of("conv2d", 8), "layers: layer1: conv2d needs the setting kernel_size");
        refuses(
                Map.of("conv2d", 8, "kernel_size", 3, "stride", 2),
                "conv2d has no setting stride: here it is called strides");
        refuses(
                Map.of("conv2d", 8, "kernel_size", 3, "padding", "full"),
                "unknown padding full of conv2d: known are: valid, same");
        refuses(Map.of("conv2d", 8, "kernel_size", "big"), "kernel_size of conv2d must be a number, but was big");
        refuses(Map.of("conv", 8), "unknown layer conv: here it is called conv2d");
        refuses(
                Map.of("BatchNormalization", Map.of()),
                "unknown layer BatchNormalization: here it is called batch_norm");
        refuses(Map.of("concatenate", List.of()), "unknown layer concatenate: here it is called parallel");
        refuses(Map.of("dropout", 1.5), "rate must be in [0, 1), but was 1.5");
        refuses(Map.of("dropout", Map.of()), "dropout needs the setting rate");
        refuses(Map.of("residual", List.of()), "residual has no layers: write for example");
        refuses(
                Map.of("residual", List.of(Map.of("dens", 3))),
                "layers: layer1: unknown layer dens: did you mean dense?");
        refuses(
                Map.of("parallel", List.of(List.of(), List.of(Map.of("dense", 0)))),
                "layers: layer1: list 2: layer1: units must be at least 1, but was 0");
        refuses(
                Map.of("parallel", List.of(Map.of("dense", 3), List.of())),
                "list 1 of branches of parallel must be a list");
    }

    private static void refuses(Object item, String message) {
        assertThatThrownBy(() -> read(item)).hasMessageContaining(message);
    }
}

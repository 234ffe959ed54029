package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LayersTest {
    private static final LayerContext CONTEXT = new LayerContext(7, Optional.empty());

    private static Stack read(Object... items) {
        Settings settings = new Settings("model network", Map.of("layers", List.of(items)));
        return Layers.read(settings, "layers", CONTEXT);
    }

    private static Layer one(Object item) {
        return read(item).entries().get(0).layer();
    }

    private static Object completed(Object item) {
        Settings settings = new Settings("model network", Map.of("layers", List.of(item)));
        Layers.read(settings, "layers", CONTEXT);
        return Optional.ofNullable(settings.completed().get("layers"))
                .map(layers -> ((List<?>) layers).get(0))
                .orElseThrow();
    }

    private static Activation function(ActivationFunction function) {
        return Activation.of(function);
    }

    @Test
    void layersAreNamesOrMaps() {
        assertThat(one("flatten")).isEqualTo(new Flatten());
        assertThat(one(Map.of("flatten", Map.of()))).isEqualTo(new Flatten());
        assertThat(one(Map.of("dense", 300, "activation", "relu")))
                .isEqualTo(new Dense(300, function(ActivationFunction.RELU), VarianceScaling.HE_NORMAL, true));
        assertThat(one(Map.of("dense", Map.of("units", 3, "bias", false, "init", Map.of("constant", 0.1)))))
                .isEqualTo(new Dense(3, Activation.NONE, new Constant(0.1), false));
        assertThat(one(Map.of("dense", "classes"))).isEqualTo(new Dense(7));
        assertThat(one(Map.of("reshape", List.of(1, -1)))).isEqualTo(new Reshape(List.of(1, -1)));
        assertThat(one(Map.of("activation", "selu"))).isEqualTo(function(ActivationFunction.SELU));
        assertThat(one("gelu")).isEqualTo(function(ActivationFunction.GELU));
        assertThat(one(Map.of("leaky_relu", Map.of(), "negative_slope", 0.1)))
                .isEqualTo(new Activation(ActivationFunction.LEAKY_RELU, 0.1));
        assertThat(one(Map.of("dense", 2, "activation", Map.of("elu", Map.of("alpha", 0.5)))))
                .isEqualTo(new Dense(2, new Activation(ActivationFunction.ELU, 0.5)));
    }

    @Test
    void namesAreThoseOfPositionsUnlessGiven() {
        assertThat(read("flatten", Map.of("dense", 3, "name", "hidden"), Map.of("dense", 2))
                        .entries())
                .extracting(Stack.Entry::name)
                .containsExactly("layer1", "hidden", "layer3");
    }

    @Test
    void defaultsAreWrittenOut() {
        assertThat(completed("flatten")).isEqualTo(Map.of("flatten", Map.of()));
        assertThat(completed(Map.of("dense", 3, "activation", "tanh", "name", "last")))
                .isEqualTo(Map.of(
                        "dense", 3, "activation", "tanh", "init", "glorot_uniform", "bias", true, "name", "last"));
        assertThat(completed(Map.of("dense", 3, "activation", Map.of("leaky_relu", Map.of()))))
                .isEqualTo(Map.of(
                        "dense",
                        3,
                        "activation",
                        Map.of("leaky_relu", Map.of("negative_slope", 0.2)),
                        "init",
                        "he_normal",
                        "bias",
                        true));
        assertThat(completed("prelu")).isEqualTo(Map.of("prelu", Map.of(), "alpha", 0.25));
        assertThat(completed(Map.of("activation", "relu"))).isEqualTo(Map.of("activation", "relu"));
    }

    @Test
    void whatWasWrittenOutIsReadAsTheSame() {
        for (Object item : List.of(
                Map.of("dense", 3, "activation", Map.of("elu", Map.of("alpha", 2.0)), "init", "orthogonal"),
                Map.of("dense", "classes"),
                Map.of("reshape", List.of(2, 3)),
                "prelu",
                "flatten")) {
            assertThat(one(completed(item))).isEqualTo(one(item));
            assertThat(completed(completed(item))).isEqualTo(completed(item));
        }
    }

    @Test
    void everyFunctionHasTheInitializerOfTheTextbook() {
        assertThat(function(ActivationFunction.SELU).initializer()).isEqualTo(VarianceScaling.LECUN_NORMAL);
        assertThat(function(ActivationFunction.ELU).initializer()).isEqualTo(VarianceScaling.HE_NORMAL);
        assertThat(function(ActivationFunction.SIGMOID).initializer()).isEqualTo(VarianceScaling.GLOROT_UNIFORM);
        assertThat(Layers.functions()).hasSize(13).contains("hard_swish");
    }

    @Test
    void unknownNamesAreAnsweredWithOurs() {
        refuses("layers: layer1: unknown layer dens: did you mean dense?", Map.of("dens", 3));
        refuses("layers: layer2: unknown layer Linear: here it is called dense", "flatten", Map.of("Linear", 3));
        refuses("layers: layer1: unknown layer Hard-Swish: here it is called hard_swish", "Hard-Swish");
        refuses(
                "layers: layer1: unknown activation swish of dense: here it is called silu",
                Map.of("dense", 3, "activation", "swish"));
        refuses(
                "layers: layer1: unknown activation rellu of dense: did you mean relu?",
                Map.of("dense", 3, "activation", "rellu"));
        refuses("layers: layer1: unknown function selo: did you mean selu?", Map.of("activation", "selo"));
        refuses(
                "layers: layer1: dense has no setting activaton: did you mean activation?",
                Map.of("dense", 3, "activaton", "relu"));
        refuses(
                "layers: layer1: dense has no setting kernel_initializer: here it is called init",
                Map.of("dense", 3, "kernel_initializer", "he_normal"));
        refuses(
                "layers: layer1: activation relu of dense has no setting alpha: it has none",
                Map.of("dense", 3, "activation", Map.of("relu", Map.of("alpha", 1))));
    }

    @Test
    void badItemsAreRefused() {
        refuses("layers: layer1: must be a name, or a map such as {dense: 300}, but was 300", 300);
        refuses("layers: layer1: has no layer in it: write for example {dense: 300}", Map.of());
        refuses("layers: layer1: flatten has no setting that could be 3: write flatten", Map.of("flatten", 3));
        refuses("layers: layer1: units of dense is given twice: keep one", Map.of("dense", 3, "units", 4));
        refuses(
                "layers: layer1: units of dense is given twice: keep one",
                Map.of("dense", Map.of("units", 3), "units", 4));
        refuses("layers: layer1: dense needs the setting units", "dense");
        refuses("layers: layer1: units must be at least 1, but was 0", Map.of("dense", 0));
        refuses("layers: layer1: units of dense must be a number, but was many", Map.of("dense", "many"));
        refuses("layers: layer1: units of dense must be below 2³¹, but was 3000000000", Map.of("dense", 3000000000L));
        refuses(
                "layers: layer1: shape must be of dimensions of at least 1, one of which may be -1, but was [-1, -1]",
                Map.of("reshape", List.of(-1, -1)));
        refuses(
                "layers: layer1: activation of dense must be a name, or one with its settings such as"
                        + " {leaky_relu: {negative_slope: 0.1}}, but was 5",
                Map.of("dense", 3, "activation", 5));
        refuses(
                "layers: name of a layer must be used once, but was layer2",
                Map.of("dense", 3, "name", "layer2"),
                "relu");
        refuses(
                "layers: layer1: name of a layer must be of letters, digits, _ and - only, but was 'a.b'",
                Map.of("dense", 3, "name", "a.b"));
        assertThatThrownBy(() -> read(Map.of("dense", 3, "flatten", Map.of())))
                .hasMessageContaining("at once: make two items of the list of it");
    }

    private static void refuses(String message, Object... items) {
        assertThatThrownBy(() -> read(items)).hasMessage(message);
    }
}

package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Model;
import dev.lockstep.model.Models;
import dev.lockstep.model.Squared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NetworkProviderTest {
    private static final Target THREE = Target.classes(List.of("a", "b", "c"));
    private static final Inputs IMAGES = new Inputs(List.of(1, 4, 4), List.of(), false);
    private static final List<Object> LAYERS = List.of("flatten", Map.of("dense", "classes"));

    private static Model of(Map<String, Object> settings, Inputs inputs) {
        return Models.of("network", settings, inputs, THREE, CrossEntropy.DEFAULT);
    }

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("layers", LAYERS));
        settings.put(key, value);
        return settings;
    }

    @Test
    void classesAndShapesComeFromTheData() {
        assertThat(of(Map.of("layers", LAYERS), IMAGES))
                .isEqualTo(NetworkBuilder.of(1, 4, 4)
                        .add(new Flatten())
                        .add(new Dense(3))
                        .build(THREE, CrossEntropy.DEFAULT));
        assertThat(Models.of("network", Map.of("layers", LAYERS), IMAGES, Target.number(), new Squared())
                        .scores())
                .isEqualTo(1);
    }

    @Test
    void inputPrecisionAndDeviceMayBeGiven() {
        assertThat(of(with("input", List.of(8L, 2L)), IMAGES))
                .isInstanceOfSatisfying(
                        Network.class, network -> assertThat(network.input()).isEqualTo(Shape.of(8, 2)));
        assertThat(of(with("input", 16L), IMAGES))
                .isInstanceOfSatisfying(
                        Network.class, network -> assertThat(network.input()).isEqualTo(Shape.of(16)));
        assertThat(of(with("precision", "bf16"), IMAGES))
                .isInstanceOfSatisfying(
                        Network.class,
                        network -> assertThat(network.execution())
                                .isEqualTo(new Network.Execution(Precision.BF16, Device.CPU)));
        assertThat(of(with("device", "cuda"), IMAGES))
                .isInstanceOfSatisfying(
                        Network.class,
                        network -> assertThat(network.execution())
                                .isEqualTo(new Network.Execution(Precision.FP32, Device.CUDA)));
    }

    @Test
    void everyDefaultIsWrittenOutBeforeTheDataIsKnown() {
        assertThat(Models.completed("network", Map.of("layers", LAYERS), THREE, CrossEntropy.DEFAULT))
                .isEqualTo(Map.of(
                        "layers",
                        List.of(
                                Map.of("flatten", Map.of()),
                                Map.of(
                                        "dense",
                                        "classes",
                                        "activation",
                                        "linear",
                                        "init",
                                        "glorot_uniform",
                                        "bias",
                                        true)),
                        "precision",
                        "fp32",
                        "device",
                        "cpu"));
    }

    @Test
    void badSettingsAreRefused() {
        refuses(Map.of(), IMAGES, "model network needs the setting layers");
        refuses(
                Map.of("layers", List.of()),
                IMAGES,
                "layers must be one or more, for example [{dense: 300, activation: relu}, {dense: classes}]");
        refuses(
                with("precision", "fp8"),
                IMAGES,
                "precision of model network: unknown precision fp8: known are: fp32, bf16");
        refuses(with("device", "gpu"), IMAGES, "device of model network: unknown device gpu: here it is called cuda");
        refuses(
                with("precision", "bfloat16"),
                IMAGES,
                "precision of model network: unknown precision bfloat16: here it is called bf16");
        refuses(with("dtype", "bf16"), IMAGES, "model network has no setting dtype: here it is called precision");
        refuses(
                with("input", List.of(3L, 5L)),
                IMAGES,
                "input [3, 5] has 15 values, but rows have 16 features: write dimensions whose product is that, or leave"
                        + " input out");
        refuses(with("input", List.of(0L)), IMAGES, "dimensions must be at least 1, but was [0]");
    }

    @Test
    void wideSparseRowsAreLeftToLinearModels() {
        assertThat(of(Map.of("layers", LAYERS), new Inputs(List.of(1 << 15), List.of(), true))
                        .width())
                .isEqualTo(1 << 15);
        refuses(
                Map.of("layers", LAYERS),
                new Inputs(List.of((1 << 15) + 1), List.of(), true),
                "a network takes sparse rows of up to 32768 features, but these have 32769: hash them into fewer"
                        + " (data.categorical: {encode: hash, buckets: 1024}), or use model: linear");
    }

    private static void refuses(Map<String, Object> settings, Inputs inputs, String message) {
        assertThatThrownBy(() -> of(settings, inputs)).hasMessage(message);
    }
}

package dev.lockstep.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The functions that may follow a layer's weighted sums. */
public enum ActivationFunction {
    /** {@code x}: none. */
    LINEAR,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code x} above 0, and {@code negative_slope · x} below. */
    LEAKY_RELU,
    /** As {@code leaky_relu} with a slope for each channel that is trained. */
    PRELU,
    /** {@code x} above 0, and {@code alpha (eˣ − 1)} below. */
    ELU,
    /** {@code elu} scaled so that deep stacks keep mean 0 and variance 1, with lecun_normal weights. */
    SELU,
    /** {@code x Φ(x)}. */
    GELU,
    /** {@code x · sigmoid(x)}, also called swish. */
    SILU,
    /** {@code x tanh(log(1 + eˣ))}. */
    MISH,
    TANH,
    /** {@code 1 / (1 + e⁻ˣ)}. */
    SIGMOID,
    /** {@code log(1 + eˣ)}. */
    SOFTPLUS,
    /** {@code x · min(max(x + 3, 0), 6) / 6}. */
    HARD_SWISH;

    /**
     * What weights before it begin with: Glorot's for functions that saturate on both sides, He's for those like a rectifier, LeCun's
     * for {@code selu}.
     */
    Initializer initializer() {
        return switch (this) {
            case LINEAR, TANH, SIGMOID, SOFTPLUS -> VarianceScaling.GLOROT_UNIFORM;
            case SELU -> VarianceScaling.LECUN_NORMAL;
            case RELU, LEAKY_RELU, PRELU, ELU, GELU, SILU, MISH, HARD_SWISH -> VarianceScaling.HE_NORMAL;
        };
    }

    /** Its name in configurations. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ActivationFunction> find(String word) {
        return Arrays.stream(values())
                .filter(function -> function.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ActivationFunction::word).toList();
    }
}

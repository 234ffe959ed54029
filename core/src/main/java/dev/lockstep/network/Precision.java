package dev.lockstep.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The numbers that layers compute with. Weights, gradients, sums and losses are of 32 bits in any case. */
public enum Precision {
    /** 32 bits: eight of exponent, 24 of mantissa. */
    FP32,
    /** bfloat16: as many of exponent, eight of mantissa; on processors that have it in hardware, about twice as fast. */
    BF16;

    static List<String> words() {
        return Arrays.stream(values()).map(Precision::word).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Precision of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

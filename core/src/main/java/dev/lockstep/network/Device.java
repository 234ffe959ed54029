package dev.lockstep.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where layers compute. */
public enum Device {
    /** The core that the task runs on. */
    CPU,
    /** The machine's GPU, through libtorch's build for CUDA. */
    CUDA;

    static List<String> words() {
        return Arrays.stream(values()).map(Device::word).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Device of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * What lies around the places of an input, so that windows can reach over its edges.
 *
 * @param kind how it is said
 * @param places on either side, for each dimension or one for all; {@code EXPLICIT} only
 */
public record Padding(Kind kind, List<Integer> places) implements Serializable {
    /** Nothing: windows stay within the input. */
    public static final Padding VALID = new Padding(Kind.VALID, List.of());

    /**
     * As much as it takes for {@code ⌈n / stride⌉} windows. Where that is odd, the place that is left over is behind the input, as in
     * Keras.
     */
    public static final Padding SAME = new Padding(Kind.SAME, List.of());

    /** How a padding is said. */
    public enum Kind {
        VALID,
        SAME,
        EXPLICIT
    }

    public Padding {
        places = List.copyOf(places);
        for (int place : places) {
            Checks.atLeast("padding", place, 0);
        }
        Checks.require(
                places.isEmpty() == (kind != Kind.EXPLICIT), "padding", "valid, same, or a number of places", places);
    }

    /** So many places on either side. */
    static Padding of(List<Integer> places) {
        return new Padding(Kind.EXPLICIT, places);
    }
}

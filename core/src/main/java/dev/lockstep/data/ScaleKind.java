package dev.lockstep.data;

/** Which {@link Scale} it is, for a switch. */
enum ScaleKind {
    NONE,
    STANDARD,
    MIN_MAX,
    DIVIDE;

    static ScaleKind of(Scale scale) {
        if (scale instanceof Scale.Standard) {
            return STANDARD;
        }
        if (scale instanceof Scale.MinMax) {
            return MIN_MAX;
        }
        return scale instanceof Scale.Divide ? DIVIDE : NONE;
    }

    /** What {@code DIVIDE} multiplies by; 1 for others. */
    static double factor(Scale scale) {
        return scale instanceof Scale.Divide divide ? 1 / divide.divisor() : 1;
    }

    /** 1 / x, and 1 where that is no finite number: what does not vary is not scaled. */
    static double inverse(double x) {
        double inverse = 1 / x;
        return inverse > 0 && inverse < Double.POSITIVE_INFINITY ? inverse : 1;
    }
}

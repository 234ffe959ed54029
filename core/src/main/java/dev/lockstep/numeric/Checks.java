package dev.lockstep.numeric;

/**
 * Argument checks. Each returns normally or throws an {@link IllegalArgumentException} that says name, rule and value;
 * NaN fails every one of them.
 */
public final class Checks {
    private Checks() {}

    public static void positive(String name, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, name, "positive and finite", value);
    }

    public static void notNegative(String name, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, name, "at least 0 and finite", value);
    }

    /** Checks the rate at which a running mean forgets: in [0, 1). */
    public static void decay(String name, double value) {
        require(value >= 0 && value < 1, name, "in [0, 1)", value);
    }

    /**
     * Checks what keeps a divisor above 0: positive, and in float, as it is used. A smaller one would be 0, and 0 / 0 the step of
     * a weight that never had a gradient.
     */
    public static void divisor(String name, double value) {
        require(value >= Float.MIN_NORMAL && value <= Float.MAX_VALUE, name, "positive", value);
    }

    public static void finite(String name, double value) {
        require(Double.isFinite(value), name, "finite", value);
    }

    public static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but was " + value);
        }
    }

    /** Throws unless the condition holds: {@code name must be rule, but was value}. */
    public static void require(boolean condition, String name, String rule, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(name + " must be " + rule + ", but was " + value);
        }
    }
}

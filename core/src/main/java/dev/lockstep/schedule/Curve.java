package dev.lockstep.schedule;

import dev.lockstep.numeric.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a value goes over into another; and what else the formulas of schedules have in common. */
public enum Curve {
    /** {@code a + (b − a) x} */
    LINEAR {
        @Override
        double bend(double share) {
            return share;
        }
    },
    /** {@code a + (b − a) ½ (1 − cos π x)} */
    COSINE {
        @Override
        double bend(double share) {
            return 0.5 * (1 - StrictMath.cos(Math.PI * share));
        }
    },
    /** {@code a + (b − a) √x}: most of the way at once */
    SQRT {
        @Override
        double bend(double share) {
            return Math.sqrt(share);
        }
    };

    abstract double bend(double share);

    /** The value when that share, from 0 to 1, of the way is over: exactly {@code from} at 0 and {@code to} at 1. */
    double between(double from, double to, double share) {
        double bent = bend(share);
        return (1 - bent) * from + bent * to;
    }

    /** The curve that a setting names, one of a few. */
    static Curve of(Settings settings, String key, Curve... possible) {
        List<Curve> curves = Arrays.asList(possible);
        String text = settings.text(key, word(curves.get(0)));
        return curves.stream()
                .filter(curve -> word(curve).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key + " must be "
                        + curves.stream().map(Curve::word).collect(Collectors.joining(" or ")) + ", but was " + text));
    }

    private static String word(Curve curve) {
        return curve.name().toLowerCase(Locale.ROOT);
    }

    /** How many stretches of that length are over; in a staircase, whole ones. */
    static double stretches(long step, long length, boolean staircase) {
        return staircase ? Math.floorDiv(step, length) : (double) step / length;
    }

    /** A rate that grows for ever stays a number. */
    static double finite(double rate) {
        return Math.min(rate, Double.MAX_VALUE);
    }
}

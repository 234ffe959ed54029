package dev.lockstep.config;

import dev.lockstep.numeric.Checks;

/** How numbers are scaled. */
public sealed interface Scale {
    /** Not at all. */
    record None() implements Scale {}

    /** To mean 0 and standard deviation 1 over the training rows; sparse vectors keep their zeros and are only divided. */
    record Standard() implements Scale {}

    /** To [0, 1] over the training rows. */
    record MinMax() implements Scale {}

    /** By a divisor. */
    record Divide(double divisor) implements Scale {
        public Divide {
            Checks.positive("divide", divisor);
        }
    }
}

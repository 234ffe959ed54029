package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;

/** How numbers are scaled. */
public sealed interface Scale extends Serializable {
    /** Not at all. */
    record None() implements Scale {}

    /** To mean 0 and standard deviation 1 over the training rows; sparse vectors keep their zeros and are only divided. */
    record Standard() implements Scale {}

    /** To [0, 1] over the training rows; sparse vectors keep their zeros and are only divided, by the range. */
    record MinMax() implements Scale {}

    /** By a divisor. */
    record Divide(double divisor) implements Scale {
        public Divide {
            Checks.positive("divide", divisor);
        }
    }
}

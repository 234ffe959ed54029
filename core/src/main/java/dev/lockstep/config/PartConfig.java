package dev.lockstep.config;

import dev.lockstep.numeric.Checks;

/** Which rows are for validation, or for the test. */
public sealed interface PartConfig {
    /** There is no such part. */
    record None() implements PartConfig {}

    /** Rows of their own files. */
    record Source(SourceConfig source) implements PartConfig {}

    /** A part of the training rows, drawn by the seed. */
    record Fraction(double fraction) implements PartConfig {
        public Fraction {
            Checks.require(fraction > 0 && fraction < 1, "fraction", "in (0, 1)", fraction);
        }
    }

    /** The training rows whose index, from 0 in file order, leaves this remainder. */
    record Every(int every, int remainder) implements PartConfig {
        public Every {
            Checks.atLeast("every", every, 2);
            Checks.require(remainder >= 0 && remainder < every, "remainder", "in [0, " + every + ")", remainder);
        }
    }

    /** The training rows of which an SQL condition is true. */
    record Where(String condition) implements PartConfig {
        public Where {
            Checks.require(!condition.isBlank(), "where", "an SQL condition", condition);
        }
    }
}

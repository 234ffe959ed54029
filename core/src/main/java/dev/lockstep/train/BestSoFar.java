package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The best evaluation so far, without its weights.
 *
 * @param value the monitored number; empty before the first that is finite
 * @param report of that evaluation
 * @param waited how many evaluations after it were not better, at least 0
 */
public record BestSoFar(OptionalDouble value, Optional<EpochReport> report, int waited) {
    /** Before the first evaluation. */
    public static final BestSoFar START = new BestSoFar(OptionalDouble.empty(), Optional.empty(), 0);

    public BestSoFar {
        Checks.require(value.isPresent() == report.isPresent(), "report", "there where a value is", report);
        Checks.atLeast("waited", waited, 0);
    }
}

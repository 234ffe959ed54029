package dev.lockstep.train;

import java.util.List;
import java.util.Optional;

/**
 * A number that a training is to reach.
 *
 * @param monitor which number of an evaluation
 * @param value what it is to reach: from below where higher is better, else from above
 */
public record Goal(Monitor monitor, double value) {
    /** The first evaluation that reaches it. */
    public Optional<EpochReport> firstIn(List<EpochReport> evaluations) {
        return evaluations.stream().filter(this::isReachedBy).findFirst();
    }

    private boolean isReachedBy(EpochReport evaluation) {
        double reached = monitor.value(evaluation);
        return monitor.higherIsBetter() ? reached >= value : reached <= value;
    }
}

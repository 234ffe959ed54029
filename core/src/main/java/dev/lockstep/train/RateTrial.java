package dev.lockstep.train;

import java.util.List;
import java.util.Optional;

/**
 * A training at one rate, to be compared with others.
 *
 * @param learningRate the base of its schedule
 * @param evaluations in order, those before it diverged included
 * @param error why it diverged, in one line; empty if it did not
 */
public record RateTrial(double learningRate, Ending ending, List<EpochReport> evaluations, Optional<String> error) {
    /** How a training ended: as {@link TrainingResult.Status} has it, or not at all well. */
    public enum Ending {
        COMPLETED,
        STOPPED_EARLY,
        STOPPED,
        CONVERGED,
        STALLED,
        DIVERGED
    }

    public RateTrial {
        evaluations = List.copyOf(evaluations);
    }

    /** A training that ended by itself or was stopped. */
    public static RateTrial of(double learningRate, TrainingResult result, List<EpochReport> evaluations) {
        return new RateTrial(learningRate, Ending.valueOf(result.status().name()), evaluations, Optional.empty());
    }

    /** A training that diverged. */
    public static RateTrial of(double learningRate, DivergedException e, List<EpochReport> evaluations) {
        return new RateTrial(learningRate, Ending.DIVERGED, evaluations, Optional.of(String.valueOf(e.getMessage())));
    }

    /** The evaluation that the trainer took for the best; absent if none gave a finite number. */
    public Optional<EpochReport> best() {
        return evaluations.stream().filter(EpochReport::best).reduce((first, second) -> second);
    }

    /**
     * Whether it may stand for its rate: it was not cut short, its weights stayed finite and so did what was measured. A rate that
     * diverges late is no good one, however good it was before.
     */
    public boolean isSound() {
        return ending != Ending.STOPPED && ending != Ending.DIVERGED && best().isPresent();
    }
}

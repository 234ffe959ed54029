package dev.lockstep.train;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How a training ended. Owns its weights and hands them out uncopied. */
public final class TrainingResult {
    /** Why it ended. */
    public enum Status {
        /** Every epoch was trained. */
        COMPLETED,
        /** Early stopping ended it. */
        STOPPED_EARLY,
        /** {@link TrainingMethod#stop()} ended it. */
        STOPPED,
        /** The method found that it is where it wanted to go. */
        CONVERGED,
        /** The method found no way to go on from where it is. */
        STALLED
    }

    private final Ending ending;
    private final long stepsPerEpoch;
    private final long steps;
    private final long gradients;
    private final double seconds;
    private final Best best;
    private final float[] lastWeights;

    TrainingResult(
            Ending ending,
            long stepsPerEpoch,
            long steps,
            long gradients,
            double seconds,
            Best best,
            float[] lastWeights) {
        this.ending = ending;
        this.stepsPerEpoch = stepsPerEpoch;
        this.steps = steps;
        this.gradients = gradients;
        this.seconds = seconds;
        this.best = best;
        this.lastWeights = lastWeights;
    }

    public Status status() {
        return ending.status();
    }

    /** What made the method end by itself, in words; empty for other endings. */
    public Optional<String> reason() {
        return ending.reason();
    }

    /** How many epochs were begun. */
    public int epochs() {
        return Math.toIntExact((steps + stepsPerEpoch - 1) / stepsPerEpoch);
    }

    /** How many steps an epoch has: fewer were taken in the last one if they are no multiple of it. */
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** How many steps were taken. */
    public long steps() {
        return steps;
    }

    /** How many gradients were computed: a step takes one, but for steps that search. */
    public long gradients() {
        return gradients;
    }

    public double seconds() {
        return seconds;
    }

    /** The best evaluation; absent if none took place, or none gave a finite number. */
    public Optional<EpochReport> best() {
        return best.report();
    }

    /** The epoch of the best evaluation, from 1. */
    public OptionalInt bestEpoch() {
        return best().map(report -> OptionalInt.of(report.epoch())).orElseGet(OptionalInt::empty);
    }

    /** The monitored number of the best evaluation. */
    public OptionalDouble bestValue() {
        return best.value();
    }

    /** The weights of the best evaluation; the last weights where there is none. */
    public float[] bestWeights() {
        return best.report().isPresent() ? best.weights() : lastWeights;
    }

    /** The weights to evaluate or save after the last step. */
    public float[] lastWeights() {
        return lastWeights;
    }
}

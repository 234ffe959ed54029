package dev.lockstep.train;

/** How weights are found, from gradients that a {@link GradientSource} gives. */
public sealed interface TrainingMethod permits Trainer, LbfgsTrainer {
    /**
     * Trains from new weights to the end.
     *
     * @throws DivergedException before an update that would not be finite
     * @throws IllegalArgumentException if there are no training rows, or no validation rows and the monitor needs them
     */
    TrainingResult fit(GradientSource source);

    /**
     * Goes on to the end with a training that was interrupted, with the bits that it would have had.
     *
     * @param from a snapshot of a training by the same method, over the same rows, with the same settings
     * @throws DivergedException as above
     * @throws IllegalArgumentException as above, and if the snapshot is not of such weights or such a method
     */
    TrainingResult fit(GradientSource source, Snapshot from);

    /** Ends training after the step under way and the evaluation due after it, if any; from any thread, and for good. */
    void stop();
}

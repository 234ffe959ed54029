package dev.lockstep.train;

import dev.lockstep.model.Model;
import java.util.Optional;

/**
 * What is about to be trained.
 *
 * @param weights the number of weights
 * @param rows the number of training rows
 * @param validationRows 0 where there is no validation
 * @param stepsPerEpoch T
 * @param steps of all epochs
 * @param firstStep the number of steps that are done already: 0, unless training goes on from a snapshot
 */
public record TrainingStart(
        TrainerSettings settings,
        int weights,
        long rows,
        long validationRows,
        long stepsPerEpoch,
        long steps,
        long firstStep) {
    /**
     * The start of a training on the rows of a source.
     *
     * @throws IllegalArgumentException if there are no training rows, or no validation rows and the monitor needs them
     */
    static TrainingStart of(
            TrainerSettings settings, Model model, GradientSource source, long stepsPerEpoch, Optional<Snapshot> from) {
        long rows = source.rows(Split.TRAINING);
        long validationRows = source.rows(Split.VALIDATION);
        Monitor monitor = settings.monitor();
        if (rows == 0) {
            throw new IllegalArgumentException("there are no training rows");
        }
        if (monitor.needsValidation() && validationRows == 0) {
            throw new IllegalArgumentException("monitor " + monitor.name()
                    + " needs validation rows, and there are none: add some, or monitor loss");
        }
        long steps = Math.multiplyExact(stepsPerEpoch, (long) settings.epochs());
        from.ifPresent(snapshot -> snapshot.requireWeightsOf(model.parameters()));
        long firstStep = from.map(snapshot -> snapshot.standing().step()).orElse(0L);
        return new TrainingStart(
                settings, model.parameters().size(), rows, validationRows, stepsPerEpoch, steps, firstStep);
    }
}

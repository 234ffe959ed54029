package dev.lockstep.train;

/**
 * What is about to be trained.
 *
 * @param weights the number of weights
 * @param rows the number of training rows
 * @param validationRows 0 where there is no validation
 * @param stepsPerEpoch T
 * @param steps of all epochs
 */
public record TrainingStart(
        TrainerSettings settings, int weights, long rows, long validationRows, long stepsPerEpoch, long steps) {}

package dev.lockstep.train;

/**
 * What happened in one step.
 *
 * @param step which one
 * @param loss the weighted mean over the mini-batch, before the update; NaN if all its rows weigh nothing
 * @param learningRate of this step
 * @param gradientNorm the Euclidean norm of the mean gradient
 * @param rows the number of rows in the mini-batch
 * @param seconds since training started
 */
public record StepReport(Step step, double loss, double learningRate, double gradientNorm, long rows, double seconds) {}

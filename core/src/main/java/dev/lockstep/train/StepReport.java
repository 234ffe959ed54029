package dev.lockstep.train;

import java.util.OptionalDouble;

/**
 * What happened in one step.
 *
 * @param step which one
 * @param loss the weighted mean over the mini-batch, before the update; NaN if all its rows weigh nothing
 * @param learningRate of this step
 * @param gradientNorm the Euclidean norm of the mean gradient
 * @param rows the number of rows in the mini-batch
 * @param seconds since training started
 * @param momentum of this step, where the schedule sets it
 */
public record StepReport(
        Step step,
        double loss,
        double learningRate,
        double gradientNorm,
        long rows,
        double seconds,
        OptionalDouble momentum) {
    /** A step whose momentum, if there is any, is the optimizer's own. */
    public StepReport(Step step, double loss, double learningRate, double gradientNorm, long rows, double seconds) {
        this(step, loss, learningRate, gradientNorm, rows, seconds, OptionalDouble.empty());
    }
}

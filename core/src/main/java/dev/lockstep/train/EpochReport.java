package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An evaluation, and the steps since the one before: an epoch of them, if evaluations are an epoch apart.
 *
 * @param epoch of the last step, from 1 as people count
 * @param step the number of updates done
 * @param loss the weighted mean over the rows of these steps, each as it was trained on
 * @param learningRate of the last step
 * @param validation absent where there are no validation rows
 * @param gradientNorm of the last step
 * @param rowsPerSecond of these steps, without the evaluation
 * @param seconds since training started
 * @param waitSeconds of these steps, waiting for gradients
 * @param reduceSeconds of these steps, adding gradients up
 * @param updateSeconds of these steps, changing weights
 * @param best whether this evaluation is the best so far
 * @param momentum of the last step, where the schedule sets it
 */
public record EpochReport(
        int epoch,
        long step,
        double loss,
        double learningRate,
        Optional<Evaluation> validation,
        double gradientNorm,
        double rowsPerSecond,
        double seconds,
        double waitSeconds,
        double reduceSeconds,
        double updateSeconds,
        boolean best,
        OptionalDouble momentum) {
    /** A report of steps whose momentum, if there is any, is the optimizer's own. */
    public EpochReport(
            int epoch,
            long step,
            double loss,
            double learningRate,
            Optional<Evaluation> validation,
            double gradientNorm,
            double rowsPerSecond,
            double seconds,
            double waitSeconds,
            double reduceSeconds,
            double updateSeconds,
            boolean best) {
        this(
                epoch,
                step,
                loss,
                learningRate,
                validation,
                gradientNorm,
                rowsPerSecond,
                seconds,
                waitSeconds,
                reduceSeconds,
                updateSeconds,
                best,
                OptionalDouble.empty());
    }
}

package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;

/** What goes back through a network: the derivatives of the weighted loss by the scores. */
final class Derivatives {
    private Derivatives() {}

    /**
     * Replaces scores by weighted derivatives, counts losses and weights, and returns the weight of all rows.
     *
     * @param scores of each row, one after the other
     * @param count the scores of a row
     */
    static double replace(float[] scores, int count, Batch batch, Loss loss, GradientSum sum) {
        double lossSum = 0;
        double weightSum = 0;
        for (int r = 0; r < batch.rows(); r++) {
            float weight = batch.weights()[r];
            int from = r * count;
            lossSum += weight * loss.derivative(scores, from, from + count, batch.labels()[r], scores);
            weightSum += weight;
            for (int k = from; k < from + count; k++) {
                scores[k] *= weight;
            }
        }
        sum.count(lossSum, weightSum, batch.rows());
        return weightSum;
    }
}

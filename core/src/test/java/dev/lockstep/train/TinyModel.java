package dev.lockstep.train;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.model.Squared;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A linear model of dense rows for tests of the loop, with a buffer {@code mean} that holds the mean row.
 *
 * @param noise whether gradients also depend on what is drawn
 */
record TinyModel(int width, boolean noise) implements Model {
    @Override
    public ParameterLayout parameters() {
        return ParameterLayout.of(List.of(
                new Parameter("weight", List.of(width), true, true),
                new Parameter("mean", List.of(width), false, false)));
    }

    @Override
    public int scores() {
        return 1;
    }

    @Override
    public Loss loss() {
        return new Squared();
    }

    @Override
    public int blockRows() {
        return 3;
    }

    @Override
    public float[] initialWeights(long seed) {
        float[] weights = new float[2 * width];
        weights[0] = seed;
        return weights;
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        for (int r = 0; r < batch.rows(); r++) {
            float error = score(theta, batch, r) - batch.labels()[r];
            float weight = batch.weights()[r];
            for (int j = 0; j < width; j++) {
                float x = batch.values()[r * width + j];
                sum.gradient()[j] += weight * 2 * error * x + (noise ? (random.nextLong() >> 40) * 0x1p-24f : 0);
                sum.gradient()[width + j] += weight * x;
            }
            sum.count((double) weight * error * error, weight, 1);
        }
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        for (int r = 0; r < batch.rows(); r++) {
            scores[r] = score(theta, batch, r);
        }
    }

    private float score(float[] theta, Batch batch, int r) {
        float score = 0;
        for (int j = 0; j < width; j++) {
            score += theta[j] * batch.values()[r * width + j];
        }
        return score;
    }
}

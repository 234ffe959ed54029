package dev.lockstep.model;

import dev.lockstep.data.Batch;
import dev.lockstep.numeric.ParameterLayout;
import java.io.Serializable;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A function from a row's features to scores, with weights, and the gradient of its loss by them.
 *
 * <p>All weights are one flat array {@code theta}, laid out by {@link #parameters()}. A model holds settings only, no
 * weights and no caches that matter, and is called by several threads at once. Open for models of users' own.
 */
public interface Model extends Serializable {
    ParameterLayout parameters();

    /** The number of features that a row must have. */
    int width();

    /** The number of scores of a row. */
    int scores();

    Loss loss();

    /** The most rows that {@link #predict} should get: what is to be scored comes in several calls if it has more. */
    int blockRows();

    /**
     * The most rows that {@link #addGradient} should get: a shard's part of a batch comes in several calls if it has more. A
     * model whose gradient of a row depends on the others asks for all of them at once: 2³¹ − 1.
     */
    default int gradientRows() {
        return blockRows();
    }

    /** New weights, the same for the same seed. */
    float[] initialWeights(long seed);

    /**
     * Adds the rows of the batch to the sum, in row order: weighted gradients, losses, weights and their count.
     *
     * @param theta only read
     * @param random what random layers draw from; depends on seed, step and shard alone
     */
    void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum);

    /** The program with these weights, of a model that is one: it is saved as {@link ModelFiles#PROGRAM}. */
    default Optional<byte[]> program(float[] theta) {
        return Optional.empty();
    }

    /** Writes the scores of each row, {@code [rows × scores]} row-major. */
    void predict(float[] theta, Batch batch, float[] scores);
}

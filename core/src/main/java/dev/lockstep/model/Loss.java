package dev.lockstep.model;

import dev.lockstep.data.Target;
import java.io.Serializable;

/**
 * The loss of one row, as a function of the scores that a model gives it, and what the scores mean.
 *
 * <p>Scores are before any link function: log-odds, logarithms of rates, or the mean itself. Everything is computed in
 * double by {@link StrictMath}, so that every machine gives the same bits. Open for losses of users' own.
 */
public interface Loss extends Serializable {
    /** Its name in configurations. */
    String name();

    /** The kind of label that it is made for. */
    Target.Kind kind();

    /**
     * How many scores a row needs.
     *
     * @throws IllegalArgumentException if this loss is not made for such a target
     */
    int scores(Target target);

    /** The loss of the row whose scores are in {@code [from, to)}. */
    double value(float[] scores, int from, int to, float label);

    /**
     * Writes the derivatives of the row's loss by its scores into {@code derivatives}, at the same indices {@code [from, to)},
     * and returns the loss. The two arrays may be one.
     */
    double derivative(float[] scores, int from, int to, float label, float[] derivatives);

    /** How many predictions {@link #predict} writes for that many scores: one per class, or one number. */
    int predictions(int scores);

    /** Writes what the scores in {@code [from, to)} stand for: the probability of each class, or the expected number, from index 0. */
    void predict(float[] scores, int from, int to, double[] prediction);
}

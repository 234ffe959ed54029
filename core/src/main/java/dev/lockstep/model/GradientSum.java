package dev.lockstep.model;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;

/**
 * What a shard answers: the sums over its rows of a mini-batch of weighted gradients, weighted losses and weights.
 *
 * <p>The gradient has an entry for every value of theta; for untrained tensors (buffers) it holds the row-weighted sum of
 * their new values. Owns its array and hands it out uncopied.
 */
public final class GradientSum implements Serializable {
    private static final long serialVersionUID = 1;

    private final float[] gradient;
    private double loss;
    private double weight;
    private long rows;

    /** An empty sum over n weights. */
    public GradientSum(int n) {
        this(new float[n], 0, 0, 0);
    }

    /** A sum of these parts; the array belongs to it from now on. */
    public GradientSum(float[] gradient, double loss, double weight, long rows) {
        this.gradient = gradient;
        this.loss = loss;
        this.weight = weight;
        this.rows = rows;
    }

    /** Σ wᵢ ∇lᵢ, uncopied: models add to it in place. */
    public float[] gradient() {
        return gradient;
    }

    /** Σ wᵢ lᵢ. */
    public double loss() {
        return loss;
    }

    /** Σ wᵢ. */
    public double weight() {
        return weight;
    }

    /** The number of rows. */
    public long rows() {
        return rows;
    }

    /** Adds rows whose gradients were added to {@link #gradient()}. */
    public void count(double addedLoss, double addedWeight, long addedRows) {
        loss += addedLoss;
        weight += addedWeight;
        rows += addedRows;
    }

    /** Adds another sum to this one, in place. */
    public void merge(GradientSum other) {
        Checks.require(
                gradient.length == other.gradient.length,
                "length of the sum",
                "" + gradient.length,
                other.gradient.length);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += other.gradient[i];
        }
        count(other.loss, other.weight, other.rows);
    }
}

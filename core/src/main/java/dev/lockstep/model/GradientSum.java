package dev.lockstep.model;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.TreeMerge;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a shard answers: the sums over its rows of a mini-batch of weighted gradients, weighted losses and weights.
 *
 * <p>The gradient has an entry for every value of theta; for untrained tensors (buffers) it holds the row-weighted sum of
 * their new values. Owns its array and hands it out uncopied.
 */
public final class GradientSum implements Serializable {
    private static final long serialVersionUID = 1;

    /** So many weights of a sum and of what is added to it stay in a first-level cache. */
    private static final int BLOCK = 1 << 12;

    /** Below this many additions, waking other threads costs more than it saves. */
    private static final int PARALLEL = 1 << 17;

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
        requireLengthOf(other);
        add(other, 0, gradient.length);
        count(other.loss, other.weight, other.rows);
    }

    /**
     * Merges the second of each pair into the first, in place and in this order, with the bits of doing it one pair after the other:
     * every weight by one thread, but ranges of weights in parallel if they are many. All sums are of as many weights.
     */
    public static void mergeAll(List<TreeMerge<GradientSum>> merges) {
        if (merges.isEmpty()) {
            return;
        }
        merges.forEach(merge -> merge.sum().requireLengthOf(merge.other()));
        int length = merges.get(0).sum().gradient.length;
        IntStream blocks = IntStream.range(0, (length + BLOCK - 1) / BLOCK);
        ((long) length * merges.size() < PARALLEL ? blocks : blocks.parallel()).forEach(block -> {
            int from = block * BLOCK;
            int to = Math.min(length, from + BLOCK);
            merges.forEach(merge -> merge.sum().add(merge.other(), from, to));
        });
        merges.forEach(merge -> merge.sum().count(merge.other().loss, merge.other().weight, merge.other().rows));
    }

    private void add(GradientSum other, int from, int to) {
        for (int i = from; i < to; i++) {
            gradient[i] += other.gradient[i];
        }
    }

    private void requireLengthOf(GradientSum other) {
        Checks.require(
                gradient.length == other.gradient.length,
                "length of the sum",
                "" + gradient.length,
                other.gradient.length);
    }
}

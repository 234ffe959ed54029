package dev.lockstep.model;

import dev.lockstep.numeric.Bfloat16;
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
 *
 * <p>A sum may be one whose leading entries are rounded to bfloat16 ({@link Compression}). Then those of whatever it is merged with are rounded too,
 * and so are those of the result: a whole tree of merges rounds at every node, its leaves by {@link #round}.
 */
public final class GradientSum implements Serializable {
    private static final long serialVersionUID = 1;

    /** So many weights of a sum and of what is added to it stay in a first-level cache. */
    private static final int BLOCK = 1 << 12;

    /** Below this many additions, waking other threads costs more than it saves. */
    private static final int PARALLEL = 1 << 17;

    private final float[] gradient;
    private final int rounded;
    private double loss;
    private double weight;
    private long rows;

    /** An empty sum over n weights. */
    public GradientSum(int n) {
        this(new float[n], 0, 0, 0);
    }

    /** A sum of these parts; the array belongs to it from now on. */
    public GradientSum(float[] gradient, double loss, double weight, long rows) {
        this(gradient, 0, loss, weight, rows);
    }

    /**
     * A sum of these parts; the array belongs to it from now on.
     *
     * @param rounded how many of the leading entries are rounded to bfloat16, by {@link #round} and in merges
     */
    public GradientSum(float[] gradient, int rounded, double loss, double weight, long rows) {
        Checks.require(
                rounded >= 0 && rounded <= gradient.length, "rounded", "in [0, " + gradient.length + "]", rounded);
        this.gradient = gradient;
        this.rounded = rounded;
        this.loss = loss;
        this.weight = weight;
        this.rows = rows;
    }

    /** Σ wᵢ ∇lᵢ, uncopied: models add to it in place. */
    public float[] gradient() {
        return gradient;
    }

    /** How many of the leading entries are rounded to bfloat16; 0 for none. */
    public int rounded() {
        return rounded;
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

    /** Rounds the entries that are to be rounded, in place: called once all rows have been added. */
    public void round() {
        Bfloat16.round(gradient, 0, rounded);
    }

    /** Adds another sum to this one, in place, and rounds. */
    public void merge(GradientSum other) {
        requireAlike(other);
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
        merges.forEach(merge -> merge.sum().requireAlike(merge.other()));
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
        int middle = Math.max(from, Math.min(rounded, to));
        for (int i = from; i < middle; i++) {
            gradient[i] = Bfloat16.round(gradient[i] + other.gradient[i]);
        }
        for (int i = middle; i < to; i++) {
            gradient[i] += other.gradient[i];
        }
    }

    private void requireAlike(GradientSum other) {
        Checks.require(
                gradient.length == other.gradient.length,
                "length of the sum",
                "" + gradient.length,
                other.gradient.length);
        Checks.require(rounded == other.rounded, "rounded entries of the sum", "" + rounded, other.rounded);
    }
}

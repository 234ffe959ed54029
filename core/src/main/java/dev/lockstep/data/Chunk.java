package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;

/** Packed rows: features, a label each, and a weight each where there is a weight column. The unit of caching. */
public final class Chunk implements Serializable {
    private static final long serialVersionUID = 1;

    private final Features features;
    private final float[] labels;
    private final float[] weights;

    /**
     * Rows that this chunk owns from now on.
     *
     * @param labels one a row: a number, or the index of its class
     * @param weights one a row, or empty: then each row weighs 1
     */
    public Chunk(Features features, float[] labels, float[] weights) {
        Checks.require(labels.length == features.rows(), "number of labels", "" + features.rows(), labels.length);
        Checks.require(
                weights.length == 0 || weights.length == labels.length,
                "number of weights",
                "0 or " + labels.length,
                weights.length);
        this.features = features;
        this.labels = labels;
        this.weights = weights;
    }

    public int rows() {
        return labels.length;
    }

    public Features features() {
        return features;
    }

    /** Uncopied. */
    public float[] labels() {
        return labels;
    }

    /** Uncopied; empty when every row weighs 1. */
    public float[] weights() {
        return weights;
    }

    /** The bytes that the arrays hold. */
    public long bytes() {
        return features.bytes() + 4L * labels.length + 4L * weights.length;
    }

    /** An empty batch for rows like these. */
    public Batch newBatch(int capacity) {
        return features.isSparse() ? Batch.sparse(features.width(), capacity) : Batch.dense(features.width(), capacity);
    }

    /** Adds one row to the batch. */
    public void addTo(Batch batch, int row) {
        features.addTo(batch, row, labels[row], weights.length == 0 ? 1 : weights[row]);
    }
}

package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.util.Arrays;

/**
 * Rows of a mini-batch: features dense (row-major) or sparse (CSR), a label and a weight each.
 *
 * <p>A buffer that is filled, read and cleared again and again by one thread. It hands out its arrays uncopied; they may
 * be longer than what is filled, and growing replaces them, so take them anew after filling.
 */
public final class Batch {
    private final int width;
    private final boolean sparse;
    private int rows;
    private float[] values;
    private int[] indices;
    private int[] rowStarts;
    private float[] labels;
    private float[] weights;

    private Batch(int width, boolean sparse, int capacity) {
        Checks.atLeast("width", width, 0);
        Checks.atLeast("capacity", capacity, 1);
        this.width = width;
        this.sparse = sparse;
        this.values = new float[sparse ? 16 * capacity : Math.multiplyExact(width, capacity)];
        this.indices = new int[sparse ? 16 * capacity : 0];
        this.rowStarts = new int[sparse ? capacity + 1 : 0];
        this.labels = new float[capacity];
        this.weights = new float[capacity];
    }

    /** An empty dense batch. */
    public static Batch dense(int width, int capacity) {
        return new Batch(width, false, capacity);
    }

    /** An empty sparse batch. */
    public static Batch sparse(int width, int capacity) {
        return new Batch(width, true, capacity);
    }

    public int width() {
        return width;
    }

    public boolean isSparse() {
        return sparse;
    }

    public int rows() {
        return rows;
    }

    /** Dense: row r has {@code [r·width, (r + 1)·width)}. Sparse: {@code [rowStarts[r], rowStarts[r + 1])}. */
    public float[] values() {
        return values;
    }

    /** Sparse only: the feature of each value, ascending within a row. */
    public int[] indices() {
        return indices;
    }

    /** Sparse only: where each row starts; one more entry than there are rows. */
    public int[] rowStarts() {
        return rowStarts;
    }

    /** Per row: a number, or the index of its class. */
    public float[] labels() {
        return labels;
    }

    /** Per row: how much it counts, at least 0. */
    public float[] weights() {
        return weights;
    }

    /** Empties this batch and keeps its arrays. */
    public void clear() {
        rows = 0;
    }

    /** Adds a dense row, copied from {@code features[from … from + width)}. */
    public void addDense(float[] features, int from, float label, float weight) {
        int to = beginDense(label, weight); // before values is read: it may be replaced
        System.arraycopy(features, from, values, to, width);
    }

    /** Adds a sparse row, copied from {@code [from, to)} of both arrays. */
    public void addSparse(int[] rowIndices, float[] rowValues, int from, int to, float label, float weight) {
        Checks.require(sparse, "batch", "sparse", "dense");
        int start = rowStarts[rows];
        int end = start + to - from;
        if (end > indices.length) {
            int length = Math.max(end, indices.length + (indices.length >> 1));
            indices = Arrays.copyOf(indices, length);
            values = Arrays.copyOf(values, length);
        }
        System.arraycopy(rowIndices, from, indices, start, to - from);
        System.arraycopy(rowValues, from, values, start, to - from);
        begin(label, weight);
        rowStarts[rows] = end;
    }

    /** Adds a dense row whose features the caller writes into {@link #values()} from the index that this returns. */
    int beginDense(float label, float weight) {
        Checks.require(!sparse, "batch", "dense", "sparse");
        begin(label, weight);
        int from = Math.multiplyExact(rows - 1, width);
        if (values.length < from + width) {
            values = Arrays.copyOf(values, Math.multiplyExact(labels.length, width));
        }
        return from;
    }

    private void begin(float label, float weight) {
        if (rows == labels.length) {
            int capacity = rows + (rows >> 1) + 1;
            labels = Arrays.copyOf(labels, capacity);
            weights = Arrays.copyOf(weights, capacity);
            if (sparse) {
                rowStarts = Arrays.copyOf(rowStarts, capacity + 1);
            }
        }
        labels[rows] = label;
        weights[rows] = weight;
        rows++;
    }

    /** Multiplies each row's weight by that of its class; an empty array changes nothing. */
    public void weightClasses(float[] classWeights) {
        if (classWeights.length == 0) {
            return;
        }
        for (int r = 0; r < rows; r++) {
            weights[r] *= classWeights[(int) labels[r]];
        }
    }
}

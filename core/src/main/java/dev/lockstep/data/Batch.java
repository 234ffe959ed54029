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
    /** So many bytes are looked up at once: what comes out fits into the nearest cache. */
    private static final int PIECE = 4096;

    /** The values of a byte. */
    private static final int TABLE = 256;

    private static final float[] NO_TABLE = {};

    private final int width;
    private final boolean sparse;
    private int rows;
    /** Dense rows as bytes, as long as all of them are such. */
    private byte[] codes = {};
    /** What the bytes stand for, or empty where rows are floats. */
    private float[] table = NO_TABLE;

    private float[] piece = {};
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
        this.values = new float[sparse ? 16 * capacity : 0]; // dense rows may turn out to be bytes
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

    /** Takes values of dense rows. */
    public interface Pieces {
        /** The values [at, at + count) of all rows are {@code [from, from + count)} of an array that is overwritten afterwards. */
        void put(long at, float[] values, int from, int count);
    }

    /** Dense: row r has {@code [r·width, (r + 1)·width)}. Sparse: {@code [rowStarts[r], rowStarts[r + 1])}. */
    public float[] values() {
        makeFloats();
        return values;
    }

    /** Hands over all values of dense rows, in their order: for who copies them, since rows of bytes are then not looked up as a whole. */
    public void copyTo(Pieces copy) {
        Checks.require(!sparse, "batch", "dense", "sparse");
        int count = Math.multiplyExact(rows, width);
        if (table.length == 0) {
            copy.put(0, values, 0, count);
            return;
        }
        if (piece.length == 0) {
            piece = new float[PIECE];
        }
        int length;
        for (int at = 0; at < count; at += length) {
            length = Math.min(PIECE, count - at);
            lookUp(codes, at, table, piece, 0, length);
            copy.put(at, piece, 0, length);
        }
    }

    private void makeFloats() {
        if (table.length > 0) {
            makeRoom();
            lookUp(codes, 0, table, values, 0, Math.multiplyExact(rows, width));
            table = NO_TABLE;
        }
    }

    private static void lookUp(byte[] codes, int from, float[] table, float[] into, int to, int count) {
        if (table.length != TABLE) { // asked once, for the loop need not check its indices then
            throw new IllegalArgumentException("a table for bytes has " + table.length + " entries, not " + TABLE);
        }
        for (int i = 0; i < count; i++) {
            into[to + i] = table[codes[from + i] & 0xFF];
        }
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
        table = NO_TABLE;
    }

    /** Adds a dense row, copied from {@code features[from … from + width)}. */
    public void addDense(float[] features, int from, float label, float weight) {
        makeFloats();
        int to = beginDense(label, weight);
        makeRoom();
        System.arraycopy(features, from, values, to, width);
    }

    /**
     * Adds a dense row of bytes, copied from {@code features[from … from + width)}. It stays bytes until {@link #values()} is asked for, or
     * another kind of row is added.
     *
     * @param rowTable what each of the 256 bytes stands for; it does not change any more
     */
    public void addBytes(byte[] features, int from, float[] rowTable, float label, float weight) {
        if (rows == 0) {
            table = rowTable;
        } else if (table != rowTable && !Arrays.equals(table, rowTable)) {
            makeFloats();
        }
        int to = beginDense(label, weight);
        if (table.length > 0) {
            if (codes.length < to + width) {
                codes = Arrays.copyOf(codes, Math.multiplyExact(labels.length, width));
            }
            System.arraycopy(features, from, codes, to, width);
        } else {
            makeRoom();
            lookUp(features, from, rowTable, values, to, width);
        }
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

    /** Where the features of one more row begin. */
    private int beginDense(float label, float weight) {
        Checks.require(!sparse, "batch", "dense", "sparse");
        begin(label, weight);
        return Math.multiplyExact(rows - 1, width);
    }

    /** For the values of all rows that there are. */
    private void makeRoom() {
        if (values.length < rows * width) {
            values = Arrays.copyOf(values, Math.multiplyExact(labels.length, width));
        }
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

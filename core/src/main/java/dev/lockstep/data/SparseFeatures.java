package dev.lockstep.data;

import dev.lockstep.numeric.Checks;

/** Sparse features as CSR: for each row its ascending feature indices and their values. Owns its arrays uncopied. */
public final class SparseFeatures implements Features {
    private static final long serialVersionUID = 1;

    private final int width;
    private final int[] rowStarts;
    private final int[] indices;
    private final float[] values;

    /**
     * Rows in CSR.
     *
     * @param rowStarts one more than there are rows, from 0 to the length of the other two
     */
    public SparseFeatures(int width, int[] rowStarts, int[] indices, float[] values) {
        Checks.atLeast("length of rowStarts", rowStarts.length, 1);
        Checks.require(
                indices.length == values.length && rowStarts[rowStarts.length - 1] == values.length,
                "last of rowStarts, length of indices, length of values",
                "equal",
                rowStarts[rowStarts.length - 1] + ", " + indices.length + ", " + values.length);
        this.width = width;
        this.rowStarts = rowStarts;
        this.indices = indices;
        this.values = values;
    }

    @Override
    public int rows() {
        return rowStarts.length - 1;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    public int[] rowStarts() {
        return rowStarts;
    }

    public int[] indices() {
        return indices;
    }

    public float[] values() {
        return values;
    }

    @Override
    public void addTo(Batch batch, int row, float label, float weight) {
        batch.addSparse(indices, values, rowStarts[row], rowStarts[row + 1], label, weight);
    }

    @Override
    public long bytes() {
        return 8L * values.length + 4L * rowStarts.length;
    }
}

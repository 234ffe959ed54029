package dev.lockstep.data;

import dev.lockstep.numeric.Checks;

/** Dense features as floats, row-major. Owns its array and hands it out uncopied. */
public final class DenseFeatures implements Features {
    private static final long serialVersionUID = 1;

    private final int width;
    private final int rows;
    private final float[] values;

    public DenseFeatures(int rows, int width, float[] values) {
        Checks.require(values.length == (long) rows * width, "length of values", rows + " × " + width, values.length);
        this.rows = rows;
        this.width = width;
        this.values = values;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean isSparse() {
        return false;
    }

    public float[] values() {
        return values;
    }

    @Override
    public void addTo(Batch batch, int row, float label, float weight) {
        batch.addDense(values, row * width, label, weight);
    }

    @Override
    public long bytes() {
        return 4L * values.length;
    }
}

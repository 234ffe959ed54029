package dev.lockstep.data;

import dev.lockstep.numeric.Checks;

/**
 * Dense features of one byte each, row-major, as in images: a quarter of the memory of floats. A table gives the feature
 * that each of the 256 bytes stands for. Owns its arrays and hands them out uncopied.
 */
public final class ByteFeatures implements Features {
    private static final long serialVersionUID = 1;

    private final int rows;
    private final int width;
    private final byte[] values;
    private final float[] table;

    public ByteFeatures(int rows, int width, byte[] values, float[] table) {
        Checks.require(values.length == (long) rows * width, "length of values", rows + " × " + width, values.length);
        Checks.require(table.length == 256, "length of the table", "256", table.length);
        this.rows = rows;
        this.width = width;
        this.values = values;
        this.table = table;
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

    public byte[] values() {
        return values;
    }

    public float[] table() {
        return table;
    }

    @Override
    public void addTo(Batch batch, int row, float label, float weight) {
        batch.addBytes(values, row * width, table, label, weight);
    }

    @Override
    public long bytes() {
        return values.length;
    }
}

package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.util.Arrays;

/**
 * Packs rows into arrays that grow: dense as floats or as bytes, or sparse as CSR. A row is written between {@link #begin()}
 * and {@link #end}; beginning anew forgets a row that was not ended. For one thread.
 */
public final class RowPacker {
    private enum Layout {
        FLOATS,
        BYTES,
        SPARSE
    }

    private final Layout layout;
    private final int width;
    private final boolean weighted;
    private final float[] table;
    private int rows;
    private float[] values = {};
    private byte[] bytes = {};
    private int[] indices = {};
    private int[] rowStarts = {0};
    private float[] labels = {};
    private float[] weights = {};
    private int position;

    private RowPacker(Layout layout, int width, boolean weighted, float[] table) {
        Checks.atLeast("width", width, 0);
        this.layout = layout;
        this.width = width;
        this.weighted = weighted;
        this.table = table;
    }

    /**
     * A packer of floats.
     *
     * @param weighted whether rows have weights; without, none are stored
     */
    public static RowPacker dense(int width, boolean weighted) {
        return new RowPacker(Layout.FLOATS, width, weighted, new float[0]);
    }

    /** A packer of bytes, each of which stands for a feature in the table of 256. */
    public static RowPacker bytes(int width, float[] table, boolean weighted) {
        return new RowPacker(Layout.BYTES, width, weighted, table);
    }

    /** A packer of what is not zero. */
    public static RowPacker sparse(int width, boolean weighted) {
        return new RowPacker(Layout.SPARSE, width, weighted, new float[0]);
    }

    public int width() {
        return width;
    }

    public boolean isSparse() {
        return layout == Layout.SPARSE;
    }

    /** The number of rows that were ended. */
    public int rows() {
        return rows;
    }

    /** The bytes that a chunk of these rows holds. */
    public long bytes() {
        long features = switch (layout) {
            case FLOATS -> 4L * rows * width;
            case BYTES -> (long) rows * width;
            case SPARSE -> 8L * rowStarts[rows] + 4L * (rows + 1);
        };
        return features + (weighted ? 8L : 4L) * rows;
    }

    /** Begins a row, all of whose features are zero. */
    public void begin() {
        if (layout == Layout.SPARSE) {
            position = rowStarts[rows];
            return;
        }
        position = Math.multiplyExact(rows, width);
        int end = Math.addExact(position, width);
        if (layout == Layout.FLOATS) {
            if (end > values.length) {
                values = Arrays.copyOf(values, grown(values.length, end));
            }
            Arrays.fill(values, position, end, 0);
        } else {
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, grown(bytes.length, end));
            }
            Arrays.fill(bytes, position, end, (byte) 0);
        }
    }

    /** Sets a feature of the row, in a packer of floats or a sparse one, where features must be set in ascending order. */
    public void set(int feature, float value) {
        if (layout == Layout.FLOATS) {
            values[position + feature] = value;
        } else if (value != 0) {
            if (position == indices.length) {
                int length = grown(position, position + 1);
                indices = Arrays.copyOf(indices, length);
                values = Arrays.copyOf(values, length);
            }
            indices[position] = feature;
            values[position] = value;
            position++;
        }
    }

    /** Sets all features of the row, in a packer of bytes. */
    public void setBytes(byte[] features) {
        System.arraycopy(features, 0, bytes, position, width);
    }

    /** Ends a row; the weight must be 1 in a packer without weights. */
    public void end(float label, float weight) {
        Checks.require(weighted || weight == 1, "weight in a packer without weights", "1", weight);
        if (rows == labels.length) {
            int length = grown(rows, rows + 1);
            labels = Arrays.copyOf(labels, length);
            weights = weighted ? Arrays.copyOf(weights, length) : weights;
            rowStarts = isSparse() ? Arrays.copyOf(rowStarts, length + 1) : rowStarts;
        }
        labels[rows] = label;
        if (weighted) {
            weights[rows] = weight;
        }
        rows++;
        if (layout == Layout.SPARSE) {
            rowStarts[rows] = position;
        }
    }

    /** Forgets all rows and keeps the arrays. */
    public void clear() {
        rows = 0;
    }

    /** The rows as a chunk, in arrays of its own that are exactly as long as they must be. */
    public Chunk toChunk() {
        Features features = switch (layout) {
            case FLOATS -> new DenseFeatures(rows, width, Arrays.copyOf(values, rows * width));
            case BYTES -> new ByteFeatures(rows, width, Arrays.copyOf(bytes, rows * width), table);
            case SPARSE ->
                new SparseFeatures(
                        width,
                        Arrays.copyOf(rowStarts, rows + 1),
                        Arrays.copyOf(indices, rowStarts[rows]),
                        Arrays.copyOf(values, rowStarts[rows]));
        };
        return new Chunk(features, Arrays.copyOf(labels, rows), Arrays.copyOf(weights, weighted ? rows : 0));
    }

    private static int grown(int length, int needed) {
        long half = length + (length >> 1) + 8L;
        return (int) Math.max(needed, Math.min(half, Integer.MAX_VALUE - 8));
    }
}

package dev.lockstep.optim;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A matrix of floats, row-major. Products are calculated row by row, in parallel if they are large; every entry is added up in
 * the order of the inner index, so that neither threads nor tiles show in the bits.
 */
final class Matrix {
    /** Rows that one thread works on at a time. */
    private static final int ROWS = 16;

    /** A tile of the right factor, 64 x 512 floats, stays in a second-level cache while all rows pass over it. */
    private static final int DEPTH = 64;

    private static final int WIDTH = 512;

    /** Below this many multiplications, waking other threads costs more than it saves. */
    private static final long PARALLEL = 1 << 20;

    private final int rows;
    private final int columns;
    private final float[] values;

    Matrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.values = new float[rows * columns];
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The entries, uncopied. */
    float[] values() {
        return values;
    }

    /** Another matrix with rows and columns exchanged. */
    Matrix transposed() {
        Matrix turned = new Matrix(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned.values[j * rows + i] = values[i * columns + j];
            }
        }
        return turned;
    }

    /** Multiplies every entry, in place. */
    void scale(float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    /** Makes this {@code scale · other + factor · this}, in place. */
    void mix(float factor, Matrix other, float scale) {
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * other.values[i] + factor * values[i];
        }
    }

    /** The product of this and another one. */
    Matrix times(Matrix other) {
        Matrix product = new Matrix(rows, other.columns);
        IntStream blocks = IntStream.range(0, (rows + ROWS - 1) / ROWS);
        boolean large = (long) rows * columns * other.columns >= PARALLEL;
        (large ? blocks.parallel() : blocks)
                .forEach(block -> product.fill(this, other, block * ROWS, Math.min(rows, (block + 1) * ROWS)));
        return product;
    }

    private void fill(Matrix left, Matrix right, int from, int to) {
        for (int k = 0; k < right.rows; k += DEPTH) {
            for (int j = 0; j < columns; j += WIDTH) {
                for (int i = from; i < to; i++) {
                    add(left, right, i, k, j);
                }
            }
        }
    }

    /** Adds to a part of one row what a tile of the right factor, from row k and column j on, has to give. */
    private void add(Matrix left, Matrix right, int i, int k, int j) {
        int n = Math.min(WIDTH, columns - j);
        int end = Math.min(k + DEPTH, right.rows);
        int out = i * columns + j;
        int p = k;
        for (; p <= end - 4; p += 4) {
            addFour(left.values, i * left.columns + p, right, p * columns + j, out, n);
        }
        for (; p < end; p++) {
            float a = left.values[i * left.columns + p];
            int q = p * columns + j;
            for (int x = 0; x < n; x++) {
                values[out + x] += a * right.values[q + x];
            }
        }
    }

    /** Four rows at once: the sums are read and written a quarter as often. */
    private void addFour(float[] left, int from, Matrix right, int q, int out, int n) {
        float a = left[from];
        float b = left[from + 1];
        float c = left[from + 2];
        float d = left[from + 3];
        float[] sums = values;
        float[] tile = right.values;
        int stride = columns;
        for (int x = 0; x < n; x++) {
            sums[out + x] = sums[out + x]
                    + a * tile[q + x]
                    + b * tile[q + stride + x]
                    + c * tile[q + 2 * stride + x]
                    + d * tile[q + 3 * stride + x];
        }
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " " + Arrays.toString(values);
    }
}

package dev.lockstep.optim;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Means of a tensor's squared gradients over its rows and columns, which stand for the mean of each entry. A tensor of more than
 * two dimensions is one matrix after another.
 *
 * <p>The gradient is read in tiles, in parallel if there are many: the sums of a tile take little memory however long its rows
 * are, and are added in the order of the tiles, so that the bits do not depend on threads.
 */
final class FactoredSquares {
    private static final int TILE_ROWS = 256;
    private static final int TILE_COLUMNS = 1024;

    /** Below this many weights, waking other threads costs more than it saves. */
    private static final int PARALLEL = 1 << 18;

    private final int offset;
    private final int matrices;
    private final int rows;
    private final int columns;
    private final float[] rowScales;
    private final float[] columnScales;

    private FactoredSquares(int offset, Parameter tensor) {
        List<Integer> shape = tensor.shape();
        this.offset = offset;
        this.rows = shape.get(shape.size() - 2);
        this.columns = shape.get(shape.size() - 1);
        this.matrices = tensor.size() / rows / columns;
        this.rowScales = new float[matrices * rows];
        this.columnScales = new float[matrices * columns];
    }

    /** Whether the squares of this tensor are factored: of those that have rows and columns. */
    static boolean has(Parameter tensor) {
        return tensor.shape().size() > 1 && tensor.size() > 0;
    }

    /** Where the means of a tensor's rows are in the slot {@code r}. */
    static SlotOffsets rows(ParameterLayout layout) {
        return new SlotOffsets(layout, tensor -> has(tensor) ? tensor.size() / last(tensor, 1) : 0);
    }

    /** Where the means of a tensor's columns are in the slot {@code c}. */
    static SlotOffsets columns(ParameterLayout layout) {
        return new SlotOffsets(layout, tensor -> has(tensor) ? tensor.size() / last(tensor, 2) : 0);
    }

    private static int last(Parameter tensor, int back) {
        return tensor.shape().get(tensor.shape().size() - back);
    }

    /**
     * Averages this gradient into the slots {@code r} and {@code c}, in place.
     *
     * @param share what of the new means comes from this gradient
     * @param epsilon added to each square
     * @return the trained tensors that are factored, by their number
     */
    static Map<Integer, FactoredSquares> averaged(
            OptimizerState state, float[] gradient, double share, double epsilon) {
        ParameterLayout layout = state.layout();
        SlotOffsets rows = rows(layout);
        SlotOffsets columns = columns(layout);
        Map<Integer, FactoredSquares> factored = new HashMap<>();
        for (int i = 0; i < layout.parameters().size(); i++) {
            Parameter tensor = layout.parameters().get(i);
            if (tensor.trainable() && has(tensor)) {
                FactoredSquares squares = new FactoredSquares(layout.offset(i), tensor);
                Means r = new Means(state.slot("r"), rows.of(i), share, epsilon);
                Means c = new Means(state.slot("c"), columns.of(i), share, epsilon);
                range(squares.matrices, tensor.size()).forEach(k -> squares.average(gradient, k, r, c));
                factored.put(i, squares);
            }
        }
        return factored;
    }

    private static IntStream range(int n, int weights) {
        IntStream range = IntStream.range(0, n);
        return weights >= PARALLEL ? range.parallel() : range;
    }

    private void average(float[] gradient, int matrix, Means r, Means c) {
        int down = (rows - 1) / TILE_ROWS + 1;
        int across = (columns - 1) / TILE_COLUMNS + 1;
        List<Tile> tiles = range(down * across, rows * columns)
                .mapToObj(i -> tile(gradient, matrix, i / across * TILE_ROWS, i % across * TILE_COLUMNS))
                .toList();
        double[] ofRows = new double[rows];
        double[] ofColumns = new double[columns];
        tiles.forEach(tile -> tile.addTo(ofRows, ofColumns));
        double mean = r.average(ofRows, columns, matrix * rows);
        c.average(ofColumns, rows, matrix * columns);
        for (int i = 0; i < rows; i++) {
            rowScales[matrix * rows + i] = (float) Math.sqrt(mean / r.at(matrix * rows + i));
        }
        for (int j = 0; j < columns; j++) {
            columnScales[matrix * columns + j] = (float) (1 / Math.sqrt(c.at(matrix * columns + j)));
        }
    }

    private Tile tile(float[] gradient, int matrix, int row, int column) {
        int height = Math.min(TILE_ROWS, rows - row);
        int width = Math.min(TILE_COLUMNS, columns - column);
        Tile tile = new Tile(row, column, new double[height], new double[width]);
        for (int i = 0; i < height; i++) {
            int from = offset + (matrix * rows + row + i) * columns + column;
            tile.ofRows[i] = GradientNorms.squares(gradient, from, from + width);
            for (int j = 0; j < width; j++) {
                tile.ofColumns[j] += (double) gradient[from + j] * gradient[from + j];
            }
        }
        return tile;
    }

    /** The gradient of a slice of this tensor, each entry divided by the root of its mean square. */
    float[] steps(float[] gradient, Slice slice) {
        float[] steps = new float[slice.length()];
        int i = slice.from();
        while (i < slice.to()) {
            int row = (i - offset) / columns;
            int end = Math.min(slice.to(), offset + (row + 1) * columns);
            int column = row / rows * columns + (i - offset) % columns;
            float scale = rowScales[row];
            // One factor after the other: the product of both may be less or more than a float holds.
            for (int j = 0; j < end - i; j++) {
                steps[i - slice.from() + j] = gradient[i + j] * scale * columnScales[column + j];
            }
            i = end;
        }
        return steps;
    }

    /** Sums of squares over the rows and the columns of a part of a matrix. */
    private static final class Tile {
        private final int row;
        private final int column;
        private final double[] ofRows;
        private final double[] ofColumns;

        Tile(int row, int column, double[] ofRows, double[] ofColumns) {
            this.row = row;
            this.column = column;
            this.ofRows = ofRows;
            this.ofColumns = ofColumns;
        }

        /** Adds to the sums over the whole matrix, in place. */
        void addTo(double[] rows, double[] columns) {
            for (int i = 0; i < ofRows.length; i++) {
                rows[row + i] += ofRows[i];
            }
            for (int j = 0; j < ofColumns.length; j++) {
                columns[column + j] += ofColumns[j];
            }
        }
    }

    /** A tensor's part of a slot of means. */
    private static final class Means {
        private final float[] slot;
        private final int start;
        private final double share;
        private final double epsilon;

        Means(float[] slot, int start, double share, double epsilon) {
            this.slot = slot;
            this.start = start;
            this.share = share;
            this.epsilon = epsilon;
        }

        float at(int i) {
            return slot[start + i];
        }

        /** Averages sums of so many squares into the slot, and returns the mean of those values. */
        double average(double[] sums, int count, int from) {
            double total = 0;
            for (int i = 0; i < sums.length; i++) {
                double mean = (1 - share) * at(from + i) + share * (sums[i] / count + epsilon);
                // Squares of a spike may be more than a float holds, and ∞ / ∞ would be NaN.
                slot[start + from + i] = (float) Math.min(mean, Float.MAX_VALUE);
                total += at(from + i);
            }
            return total / sums.length;
        }
    }
}

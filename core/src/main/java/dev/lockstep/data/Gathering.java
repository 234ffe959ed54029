package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.util.List;

/** Rows picked out of several chunks of one kind, copied into a new chunk. */
final class Gathering {
    private final List<Chunk> from;
    private final int[] chunkOf;
    private final int[] rowOf;
    private final int rows;

    /**
     * Row i of the new chunk is row {@code rowOf[i]} of chunk {@code chunkOf[i]}.
     *
     * @param from at least one
     */
    Gathering(List<Chunk> from, int[] chunkOf, int[] rowOf) {
        Chunk first = from.get(0);
        boolean weighted = from.stream().anyMatch(chunk -> chunk.weights().length > 0);
        for (Chunk chunk : from) {
            Features features = chunk.features();
            Checks.require(
                    features.getClass() == first.features().getClass()
                            && features.width() == first.features().width(),
                    "pieces of a chunk",
                    "packed alike",
                    features.getClass().getSimpleName() + " of width " + features.width());
            Checks.require(
                    !weighted || chunk.weights().length == chunk.rows(),
                    "pieces of a chunk",
                    "all with weights or all without",
                    "mixed");
        }
        this.from = from;
        this.chunkOf = chunkOf;
        this.rowOf = rowOf;
        this.rows = rowOf.length;
    }

    Chunk chunk() {
        Chunk first = from.get(0);
        float[] labels = new float[rows];
        float[] weights = new float[from.stream().anyMatch(chunk -> chunk.weights().length > 0) ? rows : 0];
        for (int i = 0; i < rows; i++) {
            Chunk chunk = from.get(chunkOf[i]);
            labels[i] = chunk.labels()[rowOf[i]];
            if (weights.length > 0) {
                weights[i] = chunk.weights()[rowOf[i]];
            }
        }
        Features features = first.features();
        if (features.isSparse()) {
            return new Chunk(sparse(features.width()), labels, weights);
        }
        if (features instanceof ByteFeatures bytes) {
            return new Chunk(bytes(bytes.width(), bytes.table()), labels, weights);
        }
        return new Chunk(dense(features.width()), labels, weights);
    }

    private Features dense(int width) {
        float[] values = new float[Math.multiplyExact(rows, width)];
        for (int i = 0; i < rows; i++) {
            DenseFeatures source = (DenseFeatures) from.get(chunkOf[i]).features();
            System.arraycopy(source.values(), rowOf[i] * width, values, i * width, width);
        }
        return new DenseFeatures(rows, width, values);
    }

    private Features bytes(int width, float[] table) {
        byte[] values = new byte[Math.multiplyExact(rows, width)];
        for (int i = 0; i < rows; i++) {
            ByteFeatures source = (ByteFeatures) from.get(chunkOf[i]).features();
            System.arraycopy(source.values(), rowOf[i] * width, values, i * width, width);
        }
        return new ByteFeatures(rows, width, values, table);
    }

    private Features sparse(int width) {
        int[] rowStarts = new int[rows + 1];
        for (int i = 0; i < rows; i++) {
            int[] starts = ((SparseFeatures) from.get(chunkOf[i]).features()).rowStarts();
            rowStarts[i + 1] = Math.addExact(rowStarts[i], starts[rowOf[i] + 1] - starts[rowOf[i]]);
        }
        int[] indices = new int[rowStarts[rows]];
        float[] values = new float[rowStarts[rows]];
        for (int i = 0; i < rows; i++) {
            SparseFeatures source = (SparseFeatures) from.get(chunkOf[i]).features();
            int start = source.rowStarts()[rowOf[i]];
            int length = rowStarts[i + 1] - rowStarts[i];
            System.arraycopy(source.indices(), start, indices, rowStarts[i], length);
            System.arraycopy(source.values(), start, values, rowStarts[i], length);
        }
        return new SparseFeatures(width, rowStarts, indices, values);
    }
}

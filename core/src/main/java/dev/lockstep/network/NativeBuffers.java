package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.numeric.ParameterLayout;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What a thread copies weights, rows and derivatives into for libtorch, again and again. Tensors over it are views: they are valid
 * until the next batch of the thread.
 */
final class NativeBuffers {
    private static final ThreadLocal<NativeBuffers> OF_THREAD = ThreadLocal.withInitial(NativeBuffers::new);
    /** Copied at once between heaps: fits into the nearest cache with what it is added to. */
    private static final int PIECE = 4096;

    private final NativeFloats weights = new NativeFloats();
    private final NativeFloats features = new NativeFloats();
    private final NativeFloats derivatives = new NativeFloats();
    private final float[] piece = new float[PIECE];
    private float[] dense = {};
    private float[] scores = {};

    private NativeBuffers() {}

    static NativeBuffers ofThread() {
        return OF_THREAD.get();
    }

    /** Copies the weights, each tensor to an aligned place. */
    void setWeights(ParameterLayout layout, float[] theta) {
        weights.require(place(layout, layout.parameters().size()));
        for (int i = 0; i < layout.parameters().size(); i++) {
            weights.put(
                    place(layout, i),
                    theta,
                    layout.offset(i),
                    layout.parameters().get(i).size());
        }
    }

    /** The i-th tensor, as it was copied. */
    Tensor weight(ParameterLayout layout, int i) {
        long[] shape = layout.parameters().get(i).shape().stream()
                .mapToLong(Integer::longValue)
                .toArray();
        return torch.from_blob(weights.at(place(layout, i)), shape);
    }

    /** Tensors keep their distances in theta, each with room to move on to an aligned index. */
    private static long place(ParameterLayout layout, int i) {
        return NativeFloats.aligned(layout.offset(i) + (long) i * (NativeFloats.ALIGNMENT - 1));
    }

    /** Copies the rows of a batch, sparse ones with their zeros, and adds rows of zeros up to that many. */
    void setRows(Batch batch, int rows) {
        int size = Math.multiplyExact(batch.rows(), batch.width());
        int padded = Math.multiplyExact(rows, batch.width());
        features.require(padded);
        if (batch.isSparse()) {
            features.put(0, densified(batch, size), 0, size);
        } else {
            batch.copyTo(features::put);
        }
        features.clear(size, padded - size);
    }

    private float[] densified(Batch batch, int size) {
        if (dense.length < size) {
            dense = new float[size];
        }
        Arrays.fill(dense, 0, size, 0);
        for (int r = 0; r < batch.rows(); r++) {
            for (int i = batch.rowStarts()[r]; i < batch.rowStarts()[r + 1]; i++) {
                dense[r * batch.width() + batch.indices()[i]] = batch.values()[i];
            }
        }
        return dense;
    }

    /** The rows that were copied. */
    Tensor rows(int count, Shape row) {
        long[] shape = new long[row.rank() + 1];
        shape[0] = count;
        for (int i = 0; i < row.rank(); i++) {
            shape[i + 1] = row.at(i);
        }
        return torch.from_blob(features.at(0), shape);
    }

    /** An array of at least that length, for scores and then their derivatives. */
    float[] scores(int length) {
        if (scores.length < length) {
            scores = new float[length];
        }
        derivatives.require(length);
        return scores;
    }

    /** The derivatives in {@link #scores}, copied. */
    Tensor derivatives(int rows, int count) {
        derivatives.put(0, scores, 0, rows * count);
        return torch.from_blob(derivatives.at(0), new long[] {rows, count});
    }

    /** Adds the values of a contiguous tensor, times a scale, to a part of an array. */
    void add(Tensor values, double scale, float[] sum, int from) {
        FloatPointer data = values.data_ptr_float();
        long count = values.numel();
        for (long at = 0; at < count; at += PIECE) {
            int n = (int) Math.min(PIECE, count - at);
            data.getPointer(at).get(piece, 0, n);
            int to = from + (int) at;
            if (scale == 1) {
                for (int i = 0; i < n; i++) {
                    sum[to + i] += piece[i];
                }
            } else {
                for (int i = 0; i < n; i++) {
                    sum[to + i] += (float) (scale * piece[i]);
                }
            }
        }
    }
}

package dev.lockstep.data;

import java.io.Serializable;

/** The packed features of the rows of a chunk, in primitive arrays. */
public sealed interface Features extends Serializable permits DenseFeatures, ByteFeatures, SparseFeatures {
    int rows();

    /** The number of features of a row. */
    int width();

    boolean isSparse();

    /** Adds one row to the batch. */
    void addTo(Batch batch, int row, float label, float weight);

    /** The bytes that the arrays hold. */
    long bytes();
}

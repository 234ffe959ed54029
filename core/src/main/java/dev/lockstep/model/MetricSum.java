package dev.lockstep.model;

import java.io.Serializable;

/** What a metric has to know about the rows seen so far. Sums in double, in row order, then along the fixed tree. */
public interface MetricSum extends Serializable {
    /**
     * Adds a row.
     *
     * @param scores the scores of the row, from index 0; only read, reused by the caller
     * @param prediction the probability of each class, or the number in the units of the data; only read, reused
     * @param label the index of the class, or the number in the units of the data
     * @param weight how much the row counts
     */
    void add(float[] scores, double[] prediction, double label, double weight);

    /** Adds the rows of another sum, of the same metric, to this one, in place. */
    void merge(MetricSum other);

    /** Makes this sum as small as it can be, for its way to the driver; it means the same. */
    default void compact() {}

    /** The metric over all rows, NaN where it is undefined (no rows, or one class only). */
    double value();
}

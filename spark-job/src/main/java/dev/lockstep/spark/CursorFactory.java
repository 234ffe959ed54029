package dev.lockstep.spark;

import java.io.Serializable;
import java.util.Iterator;

/**
 * Opens a partition of Spark's as a cursor, on an executor.
 *
 * @param <T> the elements of the RDD
 */
@FunctionalInterface
interface CursorFactory<T> extends Serializable {
    /**
     * Opens a partition.
     *
     * @param number of the partition in its RDD, whichever task reads it: a task over another RDD has another number
     */
    RawCursor open(int number, Iterator<T> partition);
}

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
    RawCursor open(Iterator<T> partition);
}

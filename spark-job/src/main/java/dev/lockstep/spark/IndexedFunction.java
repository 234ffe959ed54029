package dev.lockstep.spark;

import java.io.Serializable;
import java.util.Iterator;

/**
 * What is done with the usable rows of a partition, on an executor.
 *
 * @param <R> the results
 */
@FunctionalInterface
public interface IndexedFunction<R> extends Serializable {
    Iterator<R> apply(IndexedCursor rows) throws Exception;
}

package dev.lockstep.spark;

import java.io.Serializable;
import java.util.Iterator;

/**
 * What is done with the records of a partition, on an executor.
 *
 * @param <R> the results
 */
@FunctionalInterface
public interface CursorFunction<R> extends Serializable {
    Iterator<R> apply(RawCursor records) throws Exception;
}

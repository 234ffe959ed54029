package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks the records of one Spark partition, which may hold several blocks of several files in any order. */
public interface RawCursor {
    /** Goes on to the next record; false at the end. */
    boolean next();

    /** The record as a row: a view that the next call of {@link #next()} changes. Only where there is no {@link #fault()}. */
    RawRow row();

    /** Why the record is no row, for example because it has too few values; empty where it is one. */
    Optional<String> fault();

    /** The file of the record, as Spark writes it; empty where the source has no files. */
    String path();

    /** Where the file block starts that the record belongs to; blocks are in file order. */
    long block();

    /** Which record of its block this is, from 0. */
    long position();

    /** The record as it stands in the file, where the reader keeps it; otherwise empty. */
    String text();

    /** Every column of the record as it was read, for a DataFrame, if they were asked for and the format has columns. */
    default List<@Nullable Object> kept() {
        return List.of();
    }

    /** Whether the i-th SQL condition of the request is true of the record. */
    boolean matches(int condition);
}

package dev.lockstep.spark;

import java.util.List;

/**
 * What to read of a table.
 *
 * @param columns by name, in the order wanted
 * @param conditions SQL expressions to evaluate for each row, see {@link RawCursor#matches}
 * @param orderBy the columns that order the rows of a source without files
 * @param keep whether {@link RawCursor#kept} gives every column as it was read
 * @param parsedOnce whether executors keep the rows of text files as they were parsed, until {@link RawRows#forget}, so that
 *     the next pass need not parse again, which costs more than all else that is done to a row
 */
public record RowRequest(
        List<String> columns, List<String> conditions, List<String> orderBy, boolean keep, boolean parsedOnce) {
    public RowRequest {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        orderBy = List.copyOf(orderBy);
    }

    public RowRequest(List<String> columns, List<String> conditions, List<String> orderBy) {
        this(columns, conditions, orderBy, false, false);
    }

    /** The same, with every column as it was read. */
    public RowRequest keeping() {
        return new RowRequest(columns, conditions, orderBy, true, parsedOnce);
    }

    /** The same, for rows that are read more than once. */
    public RowRequest parsingOnce() {
        return new RowRequest(columns, conditions, orderBy, keep, true);
    }

    public static RowRequest of(List<String> columns) {
        return new RowRequest(columns, List.of(), List.of());
    }
}

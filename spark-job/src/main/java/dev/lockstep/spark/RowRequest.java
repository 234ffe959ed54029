package dev.lockstep.spark;

import java.util.List;

/**
 * What to read of a table.
 *
 * @param columns by name, in the order wanted
 * @param conditions SQL expressions to evaluate for each row, see {@link RawCursor#matches}
 * @param orderBy the columns that order the rows of a source without files
 * @param keep whether {@link RawCursor#kept} gives every column as it was read
 */
public record RowRequest(List<String> columns, List<String> conditions, List<String> orderBy, boolean keep) {
    public RowRequest {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        orderBy = List.copyOf(orderBy);
    }

    public RowRequest(List<String> columns, List<String> conditions, List<String> orderBy) {
        this(columns, conditions, orderBy, false);
    }

    /** The same, with every column as it was read. */
    public RowRequest keeping() {
        return new RowRequest(columns, conditions, orderBy, true);
    }

    public static RowRequest of(List<String> columns) {
        return new RowRequest(columns, List.of(), List.of());
    }
}

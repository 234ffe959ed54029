package dev.lockstep.spark;

import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import dev.lockstep.numeric.Names;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** A source of rows, opened: its columns are known, none of its rows is read yet. */
public sealed interface RawTable permits FrameTable, LibsvmTable, IdxTable, SyntheticTable {
    /**
     * Opens a source in any format.
     *
     * @throws DataException if there is nothing to read, or no permission
     */
    static RawTable open(SparkSession session, SourceConfig source, ColumnWishes wishes) {
        return switch (source.format()) {
            case "libsvm" -> LibsvmTable.open(session, source);
            case "idx" -> IdxTable.open(session, source);
            case "synthetic" -> SyntheticTable.open(session, source);
            default -> FrameTable.open(session, source, wishes);
        };
    }

    /** Where the rows come from, in words for errors. */
    String name();

    /** All columns, in the order of the source. */
    List<SourceColumn> columns();

    /** Whether the types of columns were found by looking at the values, where the user gave none. */
    default boolean guessesTypes() {
        return false;
    }

    /** How the features of a row lie, if they are no table: channels, height and width of pictures; otherwise empty. */
    default List<Integer> shape() {
        return List.of();
    }

    /** Rows of the asked for columns, which must exist and have a type. */
    RawRows rows(RowRequest request);

    /** The columns of a request, with their types. */
    default List<RawColumn> schema(RowRequest request) {
        return request.columns().stream().map(this::column).toList();
    }

    private RawColumn column(String name) {
        for (SourceColumn column : columns()) {
            if (column.name().equals(name)) {
                return new RawColumn(
                        name,
                        column.type()
                                .orElseThrow(() -> new DataException("column " + name + " of " + name()
                                        + " is of type " + column.sparkType()
                                        + ", which is no feature: leave it out with features: {exclude: [" + name
                                        + "]}, or turn it into a number before")));
            }
        }
        throw new DataException(name() + " has no column " + name + ": "
                + Names.hint(name, columns().stream().map(SourceColumn::name).toList()));
    }
}

package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.numeric.Names;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;

/** The order of rows that lie in no file. */
final class FrameOrder {
    private FrameOrder() {}

    /**
     * The rows of a source that has no files, ordered by some of its columns. Ties are broken by all other
     * columns, so that rows that still tie are the same.
     *
     * @param name of the source, for errors
     */
    static Dataset<Row> ordered(String name, Dataset<Row> frame, List<String> orderBy) {
        if (orderBy.isEmpty()) {
            throw new ConfigException(
                    name + " has no files that give its rows an order, and without one no two runs would"
                            + " agree: name the columns that order it in data.order_by");
        }
        Set<String> order = new LinkedHashSet<>(orderBy);
        for (String column : orderBy) {
            if (!Arrays.asList(frame.columns()).contains(column)) {
                throw new ConfigException("data.order_by names " + column + ", which " + name + " does not have: "
                        + Names.hint(column, Arrays.asList(frame.columns())));
            }
        }
        Arrays.stream(frame.schema().fields())
                .filter(field -> orders(field.dataType()))
                .forEach(field -> order.add(field.name()));
        return frame.orderBy(order.stream()
                .map(column -> frame.col(FrameTable.quoted(column)))
                .toArray(Column[]::new));
    }

    private static boolean orders(DataType type) {
        if (type instanceof ArrayType array) {
            return orders(array.elementType());
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).allMatch(field -> orders(field.dataType()));
        }
        return type instanceof AtomicType && !(type instanceof VariantType);
    }
}

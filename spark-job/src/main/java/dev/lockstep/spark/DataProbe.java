package dev.lockstep.spark;

import dev.lockstep.config.DataConfig;
import dev.lockstep.config.Formats;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** A quick look at a source: whether it opens, what columns it has, and whether its first rows can be read. */
public final class DataProbe {
    private static final int ROWS = 5;

    private DataProbe() {}

    /**
     * What the look shows, in words.
     *
     * @throws DataException if the source cannot be read
     */
    public static String firstRows(SparkSession spark, SourceConfig source, DataConfig data) {
        if (source.format().equals(Formats.SYNTHETIC)) {
            return Synthetic.of(source.synthetic()).rows() + " rows to be made from a seed";
        }
        RawTable table = RawTable.open(spark, source, wishes(data));
        List<String> names = table.columns().stream()
                .filter(column -> column.type().isPresent())
                .map(SourceColumn::name)
                .toList();
        RawRows rows = table.rows(new RowRequest(names, List.of(), data.orderBy()));
        int read = ReadFaults.explained(
                table.name(),
                () -> rows.mapPartitions(DataProbe::firstOf).take(ROWS).size());
        if (read == 0) {
            throw new DataException(table.name() + " has no rows; check the path");
        }
        return table.name() + ": " + names.size() + (names.size() == 1 ? " column" : " columns") + ", the first " + read
                + " rows read";
    }

    private static ColumnWishes wishes(DataConfig data) {
        Map<String, RawColumn.Type> types = new LinkedHashMap<>();
        data.columns().forEach((name, column) -> column.type().ifPresent(type -> types.put(name, type)));
        Set<String> only = new LinkedHashSet<>();
        if (!data.features().isEmpty()) {
            only.addAll(data.features());
            only.add(data.label().column());
            data.weight().ifPresent(only::add);
        }
        return new ColumnWishes(types, only, Set.copyOf(data.exclude()));
    }

    private static Iterator<Integer> firstOf(RawCursor records) {
        java.util.List<Integer> read = new java.util.ArrayList<>();
        while (read.size() < ROWS && records.next()) {
            records.fault().ifPresent(fault -> {
                throw new DataException(records.path() + ": " + fault + ": " + records.text());
            });
            read.add(read.size());
        }
        return read.iterator();
    }
}

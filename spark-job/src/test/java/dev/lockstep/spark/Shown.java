package dev.lockstep.spark;

import dev.lockstep.data.RawColumn;
import dev.lockstep.data.RawRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.apache.spark.sql.SparkSession;

/** Rows as text, for tests to compare. */
final class Shown {
    private Shown() {}

    /** All rows of a table, a line for each: its values, or why it is none. In file order. */
    static List<String> rows(RawTable table) {
        List<String> columns = table.columns().stream()
                .filter(column -> column.type().isPresent())
                .map(SourceColumn::name)
                .toList();
        return rows(table.rows(RowRequest.of(columns)));
    }

    static List<String> rows(RawRows rows) {
        List<RawColumn> schema = rows.schema();
        return rows.mapPartitions(records -> raw(records, schema)).collect().stream()
                .sorted()
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .toList();
    }

    /** All usable rows, a line for each: {@code TRAINING 0: values}; by part, and by number within it. */
    static List<String> parts(IndexedTable table) {
        return table.mapPartitions(Shown::indexed).collect().stream()
                .sorted()
                .map(line -> line.replaceFirst(" 0*(?=\\d)", " "))
                .toList();
    }

    /** Runs something while files are split into pieces of so many bytes. */
    static <T> T splitBy(SparkSession session, long bytes, java.util.function.Supplier<T> action) {
        session.conf().set("spark.sql.files.maxPartitionBytes", Long.toString(bytes));
        session.conf().set("spark.sql.files.openCostInBytes", "1");
        session.conf().set("spark.sql.files.minPartitionNum", "1");
        try {
            return action.get();
        } finally {
            session.conf().unset("spark.sql.files.maxPartitionBytes");
            session.conf().unset("spark.sql.files.openCostInBytes");
            session.conf().unset("spark.sql.files.minPartitionNum");
        }
    }

    /** Runs something while what Spark sorts has so many partitions. */
    static <T> T sortedInto(SparkSession session, int partitions, java.util.function.Supplier<T> action) {
        String before = session.conf().get("spark.sql.shuffle.partitions");
        session.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
        session.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
        try {
            return action.get();
        } finally {
            session.conf().set("spark.sql.shuffle.partitions", before);
            session.conf().unset("spark.sql.adaptive.coalescePartitions.enabled");
        }
    }

    private static Iterator<String> raw(RawCursor records, List<RawColumn> schema) {
        List<String> lines = new ArrayList<>();
        while (records.next()) {
            String at =
                    String.format(Locale.ROOT, "%s %012d %012d\t", records.path(), records.block(), records.position());
            lines.add(at + records.fault().orElseGet(() -> values(records.row(), schema)));
        }
        return lines.iterator();
    }

    private static Iterator<String> indexed(IndexedCursor rows) {
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            lines.add(String.format(
                    Locale.ROOT, "%s %06d: %s", rows.part(), rows.index(), values(rows.row(), rows.schema())));
        }
        return lines.iterator();
    }

    static String values(RawRow row, List<RawColumn> schema) {
        StringJoiner values = new StringJoiner(" ");
        for (int c = 0; c < schema.size(); c++) {
            values.add(row.isMissing(c) ? "-" : value(row, c, schema.get(c).type()));
        }
        return values.toString();
    }

    private static String value(RawRow row, int column, RawColumn.Type type) {
        return switch (type) {
            case NUMBER -> number(row.number(column));
            case TEXT -> row.text(column);
            case BYTES -> java.util.Arrays.toString(row.bytes(column));
            case VECTOR -> {
                StringJoiner entries = new StringJoiner(",", "[", "]/" + row.vectorWidth(column));
                for (int i = 0; i < row.vectorSize(column); i++) {
                    entries.add(row.vectorIndex(column, i) + ":" + number(row.vectorValue(column, i)));
                }
                yield entries.toString();
            }
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}

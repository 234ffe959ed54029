package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * How predictions are written: so that Lockstep reads them again as they were. CSV made of CSV is written with the options that it
 * was read with, its separator for one; other CSV has commas, a header line and quotes as RFC 4180 has them.
 */
public final class PredictionFormat {
    /** What predictions can be written as. */
    public static final List<String> NAMES = List.of("csv", "parquet", "json");

    private static final double EXACT_INTEGERS = 1L << 53;

    /** Those options of a reader that say how the text looks, not how it is understood. */
    private static final List<String> DIALECT = List.of(
            "header",
            "sep",
            "delimiter",
            "quote",
            "escape",
            "charToEscapeQuoteEscaping",
            "comment",
            "lineSep",
            "encoding",
            "charset",
            "nullValue");

    private final String name;
    private final Map<String, String> options;

    private PredictionFormat(String name, Map<String, String> options) {
        this.name = name;
        this.options = options;
    }

    /**
     * The named format, for what is predicted from a source.
     *
     * @param name one of {@link #NAMES}
     */
    public static PredictionFormat of(String name, SourceConfig source) {
        return switch (name) {
            case "csv" ->
                new PredictionFormat(
                        name, csv(source.format().equals("csv") ? source : SourceConfig.files(source.paths(), "csv")));
            // A column of which no row has a value would be lost.
            case "json" -> new PredictionFormat(name, Map.of("ignoreNullFields", "false"));
            case "parquet" -> new PredictionFormat(name, Map.of());
            default -> throw new IllegalArgumentException("format must be one of " + NAMES + ", but was " + name);
        };
    }

    private static Map<String, String> csv(SourceConfig source) {
        Map<String, String> read = new TextOptions(source).values();
        Map<String, String> written = new TreeMap<>();
        DIALECT.stream().filter(read::containsKey).forEach(option -> written.put(option, read.get(option)));
        // Spark's writer has two double quotes for the empty text, whatever quotes are.
        written.put("emptyValue", read.getOrDefault("quote", "\"").repeat(2));
        // Spark's writer would take away blanks at both ends of a value, which its reader keeps.
        written.put("ignoreLeadingWhiteSpace", "false");
        written.put("ignoreTrailingWhiteSpace", "false");
        return written;
    }

    void save(Dataset<Row> rows, Path folder) {
        Dataset<Row> written = name.equals("csv") ? flat(rows) : rows;
        written.write().mode(SaveMode.Overwrite).options(options).format(name).save(folder.toString());
    }

    /** Whole numbers as they stood in the input, which was read as floating point, without a ".0". */
    private static Dataset<Row> flat(Dataset<Row> rows) {
        return rows.select(Arrays.stream(rows.schema().fields())
                .map(field -> flat(rows.col("`" + field.name().replace("`", "``") + "`"), field))
                .toArray(Column[]::new));
    }

    private static Column flat(Column column, StructField field) {
        if (!(field.dataType() instanceof AtomicType)) {
            throw new ConfigException("csv cannot hold column " + field.name() + " ("
                    + field.dataType().simpleString() + "); write --output-format parquet or json");
        }
        boolean ours =
                field.name().equals(PredictionJob.PREDICTION) || field.name().startsWith(PredictionJob.PROBABILITY);
        if (ours || !field.dataType().equals(DataTypes.DoubleType)) {
            return column;
        }
        Column whole =
                functions.rint(column).equalTo(column).and(functions.abs(column).lt(EXACT_INTEGERS));
        return functions
                .when(whole, column.cast(DataTypes.LongType).cast(DataTypes.StringType))
                .otherwise(column.cast(DataTypes.StringType))
                .as(field.name());
    }
}

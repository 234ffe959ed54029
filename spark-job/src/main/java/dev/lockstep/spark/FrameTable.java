package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkIllegalArgumentException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** A source that Spark reads as a DataFrame: CSV, TSV, JSON, Parquet, ORC, a table, and any other format. */
final class FrameTable implements RawTable {
    private static final Set<String> TEXT_FORMATS = Set.of("csv", "tsv", "json");
    private static final Set<String> FILE_FORMATS = Set.of("csv", "tsv", "json", "parquet", "orc", "text", "avro");

    private final String name;
    private final Dataset<Row> frame;
    private final RecordFinder finder;
    private final boolean marked;
    private final boolean guesses;

    private FrameTable(String name, Dataset<Row> frame, RecordFinder finder, boolean marked, boolean guesses) {
        this.name = name;
        this.frame = frame;
        this.finder = finder;
        this.marked = marked;
        this.guesses = guesses;
    }

    static FrameTable open(SparkSession session, SourceConfig source, ColumnWishes wishes) {
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        if (FILE_FORMATS.contains(source.format())) {
            SourceFiles.check(hadoop, source);
        }
        String name = nameOf(source);
        if (TEXT_FORMATS.contains(source.format())) {
            TextOptions options = new TextOptions(source);
            Dataset<Row> frame = ReadFaults.explained(name, () -> text(session, source, options, wishes));
            return new FrameTable(name, frame, finder(hadoop, options, frame.schema()), true, options.infers());
        }
        Dataset<Row> frame = ReadFaults.explained(name, () -> TypedFrames.open(session, source));
        return new FrameTable(name, frame, new RecordFinder(hadoop, Optional.empty()), false, false);
    }

    private static Dataset<Row> text(
            SparkSession session, SourceConfig source, TextOptions options, ColumnWishes wishes) {
        try {
            Dataset<Row> frame = TextFrames.open(session, source, options, wishes);
            options.lines()
                    .filter(RecordFinder.LineRule::header)
                    .ifPresent(rule -> CsvHeaders.check(session, List.of(frame.inputFiles()), rule));
            return frame;
        } catch (SparkIllegalArgumentException e) {
            throw ReadFaults.options(source, e);
        }
    }

    private static String nameOf(SourceConfig source) {
        return source.paths().isEmpty() ? "the source " + source.format() : String.join(", ", source.paths());
    }

    private static RecordFinder finder(Configuration hadoop, TextOptions options, StructType schema) {
        List<StructField> columns = Arrays.stream(schema.fields())
                .filter(field -> !field.name().equals(TextOptions.BAD_COLUMN))
                .toList();
        return options.csv()
                ? new RecordFinder(hadoop, options.lines(), new CsvRecord(columns, options)::fault)
                : new RecordFinder(hadoop, options.lines());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean guessesTypes() {
        return guesses;
    }

    @Override
    public List<SourceColumn> columns() {
        return Arrays.stream(frame.schema().fields())
                .filter(field -> !field.name().equals(TextOptions.BAD_COLUMN))
                .map(field -> new SourceColumn(
                        field.name(),
                        FrameField.of(field.dataType()).map(FrameField::type),
                        field.dataType().simpleString()))
                .toList();
    }

    @Override
    public RawRows rows(RowRequest request) {
        List<FrameField> fields = schema(request).stream()
                .map(column -> FrameField.of(frame.schema().apply(column.name()).dataType())
                        .orElseThrow())
                .toList();
        Optional<Column> metadata = metadata();
        List<Column> selected = new ArrayList<>();
        request.columns().forEach(column -> selected.add(frame.col(quoted(column))));
        if (marked) {
            selected.add(frame.col(TextOptions.BAD_COLUMN));
        }
        StructType kept = request.keep() ? frame().schema() : new StructType();
        for (String column : kept.fieldNames()) {
            selected.add(frame.col(quoted(column)).as("__lockstep_kept_" + selected.size()));
        }
        metadata.ifPresent(file -> {
            selected.add(file.getField("file_path").as("__lockstep_path"));
            selected.add(file.getField("file_block_start").as("__lockstep_block"));
        });
        int i = 0;
        for (String condition : request.conditions()) {
            selected.add(condition(condition).cast("boolean").as("__lockstep_condition_" + i++));
        }
        Dataset<Row> ordered = metadata.isPresent() ? frame : FrameOrder.ordered(name, frame, request.orderBy());
        FrameLayout layout = new FrameLayout(
                fields,
                marked,
                Arrays.stream(kept.fields()).map(StructField::dataType).toList(),
                metadata.isPresent());
        JavaRDD<InternalRow> rows =
                ReadFaults.explained(name, () -> internalRows(ordered.select(selected.toArray(new Column[0]))));
        if (request.parsedOnce() && marked) {
            int columns = selected.size();
            JavaRDD<byte[]> blocks = rows.mapPartitions(RowBlocks::pack)
                    .setName("lockstep parsed rows")
                    .persist(StorageLevel.MEMORY_AND_DISK());
            return RawRows.of(
                            schema(request),
                            blocks,
                            (number, packed) -> new FrameCursor(number, RowBlocks.rows(packed, columns), layout),
                            finder,
                            kept)
                    .remembering(() -> blocks.unpersist(false));
        }
        return RawRows.of(
                schema(request), rows, (number, parsed) -> new FrameCursor(number, parsed, layout), finder, kept);
    }

    /** The DataFrame itself, with every column of the source. */
    Dataset<Row> frame() {
        return marked ? frame.drop(TextOptions.BAD_COLUMN) : frame;
    }

    /** File and block of each row, where the source has files. */
    private Optional<Column> metadata() {
        try {
            Column metadata = frame.metadataColumn("_metadata");
            frame.select(metadata.getField("file_path"), metadata.getField("file_block_start"));
            return Optional.of(metadata);
        } catch (Exception e) {
            return Optional.empty(); // An AnalysisException, which is checked, but which Spark's API does not declare.
        }
    }

    private Column condition(String condition) {
        try {
            Column column = functions.expr(condition);
            frame.select(column.cast("boolean"));
            return column;
        } catch (Exception e) {
            // An AnalysisException, which is checked, but which Spark's API does not declare.
            throw new ConfigException(
                    "where: " + condition + " cannot be asked of " + name + ": " + ReadFaults.oneLine(e));
        }
    }

    /** Spark's own rows: not decoded into objects, and reused from one to the next. */
    private static JavaRDD<InternalRow> internalRows(Dataset<Row> frame) {
        if (frame instanceof org.apache.spark.sql.classic.Dataset<Row> classic) {
            return classic.queryExecution().toRdd().toJavaRDD();
        }
        throw new IllegalStateException("Spark Connect sessions cannot train: start the run with spark-submit");
    }

    static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}

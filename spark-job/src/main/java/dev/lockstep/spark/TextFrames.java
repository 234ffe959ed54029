package dev.lockstep.spark;

import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** CSV, TSV and JSON as DataFrames: formats that do not name the types of their columns, and whose records may be bad. */
final class TextFrames {
    /** So many rows tell whether numbers are written as true and false. */
    private static final int FIRST_ROWS = 100;

    private final SparkSession session;
    private final SourceConfig source;
    private final TextOptions options;
    private final ColumnWishes wishes;

    private TextFrames(SparkSession session, SourceConfig source, TextOptions options, ColumnWishes wishes) {
        this.session = session;
        this.source = source;
        this.options = options;
        this.wishes = wishes;
    }

    /** The source as a DataFrame whose last column is {@link TextOptions#BAD_COLUMN}. */
    static Dataset<Row> open(SparkSession session, SourceConfig source, TextOptions options, ColumnWishes wishes) {
        TextFrames text = new TextFrames(session, source, options, wishes);
        text.tryOptions();
        StructType schema = options.csv() ? text.csvSchema() : text.jsonSchema();
        if (schema.isEmpty()) {
            throw new DataException(
                    "no usable rows in " + String.join(", ", source.paths()) + ": there is nothing in it");
        }
        return text.load(text.reader().schema(schema.add(TextOptions.BAD_COLUMN, DataTypes.StringType)));
    }

    /** Lets Spark read nothing, so that what it refuses now are the options, and what it refuses later is the data. */
    private void tryOptions() {
        StructType schema =
                new StructType().add("any", DataTypes.StringType).add(TextOptions.BAD_COLUMN, DataTypes.StringType);
        Dataset<String> nothing = session.createDataset(List.of(), Encoders.STRING());
        try {
            DataFrameReader reader = reader().schema(schema);
            Dataset<Row> read = options.csv() ? reader.csv(nothing) : reader.json(nothing);
            read.isEmpty();
        } catch (Exception e) { // Spark throws checked ones, too, without declaring them
            throw ReadFaults.options(source, e);
        }
    }

    private StructType csvSchema() {
        Dataset<Row> file = load(reader()); // reads one line
        StructType header = file.schema();
        if (options.header()) {
            CsvNames check = new CsvNames(String.join(", ", source.paths()), Arrays.asList(names(header)), options);
            check.requireText();
            check.requireOnce(session.sparkContext().hadoopConfiguration(), Arrays.asList(file.inputFiles()), wishes);
        }
        boolean known = !options.infers() || wishes.settles(Arrays.asList(names(header)));
        return typed(known || header.isEmpty() ? withBooleans(header) : inferred());
    }

    /** Numbers may be written as true and false: the first rows tell, as Spark would find out from all of them. */
    private StructType withBooleans(StructType texts) {
        String[] names = names(texts);
        List<Column> numbers = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Dataset<Row> frame = load(reader().schema(texts));
        for (int i = 0; i < names.length; i++) {
            if (wishes.types().get(names[i]) == RawColumn.Type.NUMBER) {
                numbers.add(frame.col("`" + texts.fieldNames()[i].replace("`", "``") + "`"));
                places.add(i);
            }
        }
        if (numbers.isEmpty()) {
            return texts;
        }
        List<Row> first =
                frame.select(numbers.toArray(Column[]::new)).limit(FIRST_ROWS).collectAsList();
        StructField[] fields = texts.fields().clone();
        for (int i = 0; i < places.size(); i++) {
            if (areBooleans(first, i)) {
                fields[places.get(i)] =
                        DataTypes.createStructField(fields[places.get(i)].name(), DataTypes.BooleanType, true);
            }
        }
        return DataTypes.createStructType(fields);
    }

    private static boolean areBooleans(List<Row> rows, int column) {
        List<String> values = rows.stream()
                .filter(row -> !row.isNullAt(column))
                .map(row -> row.getString(column))
                .toList();
        return !values.isEmpty()
                && values.stream().allMatch(value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"));
    }

    /** Types found by reading everything; without rows, every column would be text, and be blamed for that. */
    private StructType inferred() {
        Dataset<Row> frame = load(reader().option("inferSchema", "true"));
        boolean onlyText =
                Arrays.stream(frame.schema().fields()).allMatch(field -> field.dataType() instanceof StringType);
        if (onlyText && frame.isEmpty()) {
            throw new DataException(
                    "no usable rows in " + String.join(", ", source.paths()) + ": there is only a header");
        }
        return frame.schema();
    }

    /** Found by reading everything, even if all types are given: nothing else tells whether there are such columns. */
    private StructType jsonSchema() {
        return typed(load(reader()).schema());
    }

    /** The columns with their names trimmed and the given types; all other numbers as double, whatever they look like. */
    private StructType typed(StructType found) {
        List<StructField> fields = new ArrayList<>();
        String[] names = names(found);
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equals(TextOptions.BAD_COLUMN)) {
                fields.add(DataTypes.createStructField(names[i], type(names[i], found.fields()[i].dataType()), true));
            }
        }
        return DataTypes.createStructType(fields);
    }

    private DataType type(String name, DataType found) {
        return Optional.ofNullable(wishes.types().get(name))
                .map(type -> given(type, found))
                .orElseGet(() -> found instanceof NumericType ? DataTypes.DoubleType : found);
    }

    private static DataType given(RawColumn.Type type, DataType found) {
        return switch (type) {
            case TEXT -> DataTypes.StringType;
            case NUMBER -> found.equals(DataTypes.BooleanType) ? found : DataTypes.DoubleType;
            case VECTOR ->
                found instanceof StringType || found instanceof ArrayType
                        ? DataTypes.createArrayType(DataTypes.DoubleType)
                        : found;
            case BYTES -> found;
        };
    }

    private String[] names(StructType schema) {
        return Arrays.stream(schema.fieldNames())
                .map(name -> options.trimsNames() ? name.strip() : name)
                .toArray(String[]::new);
    }

    private DataFrameReader reader() {
        return session.read().format(options.csv() ? "csv" : "json").options(options.values());
    }

    private Dataset<Row> load(DataFrameReader reader) {
        return reader.load(source.paths().toArray(new String[0]));
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is what is read again, by the class that reads rows for training, evaluation and prediction. */
final class PredictionFormatIT {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.DoubleType)
            .add("a \"text\", so to say", DataTypes.StringType)
            .add("more", DataTypes.StringType);

    private static final List<String> LINES = List.of(
            "plain",
            "\"quoted\"",
            "\"",
            "he said \"no\"",
            "\"begins so",
            "a,b;c\td",
            "back\\slash",
            "ends so\\",
            "\\\"both\\\"",
            " blanks at both ends ",
            " ",
            "# no comment",
            "-",
            "ünï",
            "null");

    private static final List<String> SEVERAL_LINES = List.of("two\nlines", "\n", "\"quoted\",\nand on\n", "a\n\nb");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "sep=;",
                "delimiter=;",
                "sep=::",
                "escape=\\",
                "quote='",
                "header=false",
                "nullValue=NA",
                "nullValue=NA quote='",
                "comment=#",
                "encoding=ISO-8859-1",
                "multiLine=true",
                "multiLine=true charset=UTF-16LE",
                "multiLine=true sep=; escape=\\"
            })
    void csvIsReadAgainWithTheOptionsOfTheInput(String given) throws IOException {
        Map<String, String> options = options(given);
        List<String> texts = new ArrayList<>(LINES);
        if (options.containsKey("multiLine")) {
            texts.addAll(SEVERAL_LINES);
        }
        if (options.containsKey("nullValue")) {
            texts.add(""); // which is read as nothing, in quotes and without, where nothing is not spelled otherwise
        }
        List<Row> rows = rows(texts);
        Path written = folder.resolve("rows");
        PredictionFormat.of("csv", source("csv", options))
                .save(frame(rows), new org.apache.hadoop.fs.Path(written.toUri()));

        assertThat(read(written, "csv", options)).containsExactlyElementsOf(shown(rows));
    }

    @Test
    void csvIsAsRfc4180HasItWhereTheInputIsNone() throws IOException {
        Path written = folder.resolve("rows");
        PredictionFormat.of("csv", source("parquet", Map.of("sep", ";")))
                .save(
                        frame(List.of(
                                RowFactory.create(1.0, "a \"b\", c", null), RowFactory.create(0.5, "", "d\\\ne"))),
                        new org.apache.hadoop.fs.Path(written.toUri()));

        assertThat(text(written, StandardCharsets.UTF_8))
                .isEqualTo("id,\"a \"\"text\"\", so to say\",more\n1,\"a \"\"b\"\", c\",\n0.5,\"\",\"d\\\ne\"\n");
    }

    @ParameterizedTest
    @CsvSource({"json", "parquet"})
    void otherFormatsKeepEveryValueAndColumn(String format) throws IOException {
        List<String> texts = new ArrayList<>(LINES);
        texts.addAll(SEVERAL_LINES);
        List<Row> rows = rows(texts).stream()
                .map(row -> RowFactory.create(row.get(0), row.get(1), null)) // a column without any value
                .toList();
        Path written = folder.resolve("rows");
        PredictionFormat.of(format, source("csv", Map.of("sep", ";")))
                .save(frame(rows), new org.apache.hadoop.fs.Path(written.toUri()));

        assertThat(read(written, format, Map.of())).containsExactlyElementsOf(shown(rows));
    }

    @Test
    void csvHasNoListsAndNobodyWritesOtherFormats() {
        Dataset<Row> lists = SPARK.sql("select array(1, 2) as list");
        assertThatThrownBy(() -> PredictionFormat.of("csv", source("json", Map.of()))
                        .save(
                                lists,
                                new org.apache.hadoop.fs.Path(
                                        folder.resolve("rows").toUri())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("csv cannot hold column list (array<int>)");
        assertThatIllegalArgumentException().isThrownBy(() -> PredictionFormat.of("orc", source("orc", Map.of())));
    }

    /** Each text beside a text, and beside nothing. */
    private static List<Row> rows(List<String> texts) {
        List<Row> rows = new ArrayList<>();
        for (String text : texts) {
            rows.add(RowFactory.create((double) rows.size(), text, "x"));
            rows.add(RowFactory.create(rows.size() + 0.5, text, null));
            rows.add(RowFactory.create(null, null, text));
        }
        return rows;
    }

    private static Dataset<Row> frame(List<Row> rows) {
        return SPARK.createDataFrame(rows, SCHEMA).coalesce(1);
    }

    private static SourceConfig source(String format, Map<String, String> options) {
        return new SourceConfig(List.of("nosuch"), format, List.of(), options, Map.of());
    }

    private static List<String> read(Path written, String format, Map<String, String> options) {
        SourceConfig source = new SourceConfig(List.of(written.toString()), format, List.of(), options, Map.of());
        Dataset<Row> read = FrameTable.open(SPARK, source, ColumnWishes.NONE).frame();
        // JSON's columns come in the order of the alphabet, and those of CSV without a header have other names.
        boolean named = !options.getOrDefault("header", "true").equals("false");
        return shown((named ? read.select(columns()) : read).collectAsList());
    }

    private static Column[] columns() {
        return Stream.of(SCHEMA.fieldNames())
                .map(name -> functions.col("`" + name + "`"))
                .toArray(Column[]::new);
    }

    /** So that nothing looks otherwise than the text null. */
    private static List<String> shown(List<Row> rows) {
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> row.isNullAt(i) ? "nothing" : "<" + row.get(i) + ">")
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static Map<String, String> options(String given) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : given.isEmpty() ? new String[0] : given.split(" ")) {
            int equals = option.indexOf('=');
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return options;
    }

    private static String text(Path written, Charset charset) throws IOException {
        try (Stream<Path> files = Files.list(written)) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(part, charset);
        }
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RawTableIT {
    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    private Path folder;

    @Test
    void csvFindsTypesOutAndReadsWholeNumbersAsAnyOthers() throws IOException {
        RawTable table = open("csv", write("a.csv", "n,t,b,d\n1,x,true,1.5\n2,,false,\n"), Map.of());

        assertThat(types(table))
                .containsExactly("n NUMBER double", "t TEXT string", "b NUMBER boolean", "d NUMBER double");
        assertThat(Shown.rows(table)).containsExactly("1 x 1 1.5", "2 - 0 -");
    }

    @Test
    void givenTypesNeedNoPass() throws IOException {
        String path = write("a.csv", "zip,n,rest\n00123,1,7\n00124,x,7\n");
        ColumnWishes wishes = new ColumnWishes(
                Map.of("zip", RawColumn.Type.TEXT, "n", RawColumn.Type.NUMBER), Set.of("zip", "n"), Set.of());

        RawTable table = RawTable.open(SPARK, source("csv", List.of(path), Map.of()), wishes);

        assertThat(types(table)).containsExactly("zip TEXT string", "n NUMBER double", "rest TEXT string");
        assertThat(Shown.rows(table)).containsExactly("00123 1 7", "the record does not fit the columns");
    }

    @Test
    void byteOrderMarkAndCarriageReturnsAreNoData() throws IOException {
        RawTable table = open("csv", write("a.csv", "\uFEFFa,b\r\n1,x\r\n2,y\r\n\r\n"), Map.of());

        assertThat(types(table)).containsExactly("a NUMBER double", "b TEXT string");
        assertThat(Shown.rows(table)).containsExactly("1 x", "2 y");
    }

    @Test
    void optionsGoToTheReader() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(file, "name; n\n'M\u00fcller; A.'; 3\n?; 4\n".getBytes(StandardCharsets.ISO_8859_1));

        RawTable table = open(
                "csv",
                file.toString(),
                Map.of(
                        "sep",
                        ";",
                        "quote",
                        "'",
                        "encoding",
                        "ISO-8859-1",
                        "nullValue",
                        "?",
                        "ignoreLeadingWhiteSpace",
                        "true"));

        assertThat(types(table)).containsExactly("name TEXT string", "n NUMBER double");
        assertThat(Shown.rows(table)).containsExactly("M\u00fcller; A. 3", "- 4");
    }

    @Test
    void tsvHasTabsAndMayHaveNoHeader() throws IOException {
        RawTable table = open("tsv", write("a.tsv", "1\t2\n3\t4\n"), Map.of("header", "false"));

        assertThat(types(table)).containsExactly("_c0 NUMBER double", "_c1 NUMBER double");
        assertThat(Shown.rows(table)).containsExactly("1 2", "3 4");
    }

    @Test
    void raggedRowsAreFaultsWhicheverColumnsAreRead() throws IOException {
        RawTable table = open("csv", write("a.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n\"1,2,3\n"), Map.of());

        assertThat(Shown.rows(table.rows(RowRequest.of(List.of("a")))))
                .containsExactly(
                        "1",
                        "the record does not fit the columns",
                        "the record does not fit the columns",
                        "the record does not fit the columns");
    }

    @Test
    void jsonFindsTypesOutAndMarksWhatIsNone() throws IOException {
        String path = write("a.json", "{\"a\": 1, \"t\": \"x\", \"v\": [1, 2.5]}\nno json\n\n{\"t\": \"y\"}\n");

        RawTable table = open("json", path, Map.of());

        assertThat(types(table)).containsExactly("a NUMBER double", "t TEXT string", "v VECTOR array<double>");
        assertThat(Shown.rows(table))
                .containsExactly("1 x [0:1,1:2.5]/2", "the record does not fit the columns", "- y -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void columnarFormatsKeepTheirTypes(String format) {
        Dataset<Row> rows = SPARK.sql("select 1Y a, 2S b, 3 c, 4L d, 0.5F e, 1.25D f, 12.50BD g, true h, 't' i,"
                + " array(1, null, 3) j, named_struct('type', 0Y, 'size', 5, 'indices', array(1, 4), 'values',"
                + " array(0.5D, 2D)) k, current_date() l, cast(null as double) m");
        String path = folder.resolve("x." + format).toString();
        rows.coalesce(1).write().format(format).save(path);

        RawTable table = open(format, path, Map.of());

        assertThat(table.columns().get(11).type()).isEmpty();
        assertThat(Shown.rows(table)).containsExactly("1 2 3 4 0.5 1.25 12.5 1 t [0:1,1:NaN,2:3]/3 [1:0.5,4:2]/5 -");
        assertThatThrownBy(() -> table.rows(RowRequest.of(List.of("l"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column l of")
                .hasMessageContaining("of type date")
                .hasMessageContaining("exclude: [l]");
    }

    @Test
    void libsvmSkipsCommentsAndSaysWhatIsWrong() throws IOException {
        RawTable table = open("libsvm", write("a", "# top\n+1 1:1 3:0.5\n\n-1 2:1 # end\n1 2:1 2:1\n"), Map.of());

        assertThat(types(table)).containsExactly("label NUMBER double", "features VECTOR vector");
        assertThat(Shown.rows(table)).containsExactly("1 [0:1,2:0.5]/-1", "-1 [1:1]/-1", "index 2 comes twice");
    }

    @Test
    void pathsMayBeListsGlobsFoldersAndPacked() throws IOException {
        write("in/a1.csv", "n\n1\n");
        write("in/a2.csv", "n\n2\n");
        Files.createDirectories(folder.resolve("more/day=7"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("more/day=7/b.csv.gz")))) {
            out.write("n\n3\n".getBytes(StandardCharsets.UTF_8));
        }
        SourceConfig globAndFile =
                source("csv", List.of(folder + "/in/a*.csv", folder + "/more/day=7/b.csv.gz"), Map.of());

        assertThat(Shown.rows(RawTable.open(SPARK, globAndFile, ColumnWishes.NONE)))
                .containsExactly("1", "2", "3");
        assertThat(Shown.rows(open("csv", folder + "/more", Map.of()))).containsExactly("3 7");
    }

    @Test
    void tableIsSortedByItsColumnsOrRefused() {
        SPARK.range(100)
                .selectExpr("id % 3 as g", "100 - id as n", "cast(id as string) t")
                .createOrReplaceTempView("unsorted");
        RawTable table = RawTable.open(SPARK, source("table", List.of("unsorted"), Map.of()), ColumnWishes.NONE);

        assertThat(Shown.rows(table.rows(new RowRequest(List.of("g", "n"), List.of(), List.of("g")))))
                .startsWith("0 1", "0 4", "0 7")
                .endsWith("2 92", "2 95", "2 98")
                .hasSize(100);
        assertThatThrownBy(() -> table.rows(RowRequest.of(List.of("g"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.order_by");
        assertThatThrownBy(() -> table.rows(new RowRequest(List.of("g"), List.of(), List.of("G2"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("G2");
    }

    @Test
    void filesWithOtherHeadersAreRefusedRatherThanMixedUp() throws IOException {
        String a = write("in/a.csv", "x,,z\n1,2,3\n");
        String b = write("in/b.csv", "x,,z\r\n4,5,6\r\n");
        write("in/empty.csv", "");

        assertThat(Shown.rows(open("csv", folder + "/in", Map.of()))).containsExactly("1 2 3", "4 5 6");

        String c = write("in/c.csv", "y,,z\n1,2,3\n");
        assertThatThrownBy(() -> open("csv", folder + "/in", Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(c + " has the header \"y,,z\", but " + a + " has \"x,,z\"");
        assertThat(Shown.rows(open("csv", b, Map.of()))).containsExactly("4 5 6");
    }

    @Test
    void recordsOfSeveralLinesAreRead() throws IOException {
        String path = write("a.csv", "a,t\n1,\"two\nlines\"\n2,one\n3\n");

        assertThat(Shown.rows(open("csv", path, Map.of("multiLine", "true"))))
                .containsExactly("1 two\nlines", "2 one", "the record does not fit the columns");
    }

    @Test
    void missingFilesAreNamedWithThePlaceLookedAt() {
        assertThatThrownBy(() -> open("csv", folder + "/none-*.csv", Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("no such file: " + folder + "/none-*.csv (looked for file:" + folder
                        + "/none-*.csv); give an existing file, folder or glob");
    }

    @Test
    void emptyFilesHaveNoUsableRows() throws IOException {
        String path = write("empty.csv", "");

        assertThatThrownBy(() -> open("csv", path, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("no usable rows in " + path + ": there is nothing in it");
    }

    @Test
    void unknownFormatsAndColumnsNameTheNearest() throws IOException {
        String path = write("a.csv", "price\n1\n");

        assertThatThrownBy(() -> open("parket", path, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean parquet?");
        assertThatThrownBy(() -> open("csv", path, Map.of()).rows(RowRequest.of(List.of("prize"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("did you mean price?");
    }

    @Test
    void wrongMagicIsOneLineNamingTheFile() throws IOException {
        String path = write("a.parquet", "this is no Parquet file at all, is it?");

        assertThatThrownBy(() -> open("parquet", path, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.parquet")
                .hasMessageContaining("is not a Parquet file");
    }

    @Test
    void encodingMustExist() throws IOException {
        String path = write("a.csv", "a\n1\n");

        assertThatThrownBy(() -> open("csv", path, Map.of("encoding", "utf-99")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("utf-99");
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private static RawTable open(String format, String path, Map<String, String> options) {
        return RawTable.open(SPARK, source(format, List.of(path), options), ColumnWishes.NONE);
    }

    private static SourceConfig source(String format, List<String> paths, Map<String, String> options) {
        return new SourceConfig(paths, format, List.of(), options, Map.of());
    }

    private static List<String> types(RawTable table) {
        return table.columns().stream()
                .map(column ->
                        column.name() + " " + column.type().map(Enum::name).orElse("none") + " " + column.sparkType())
                .toList();
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PredictionWriterIT {
    private static final SparkSession SPARK = SharedSpark.session();

    private static final PredictionFormat CSV = PredictionFormat.of("csv", SourceConfig.files(List.of("in"), "csv"));

    @TempDir
    private Path folder;

    @BeforeEach
    void input() throws IOException {
        Files.createDirectories(folder.resolve("in/day"));
        Files.writeString(folder.resolve("in/day/part-0.csv"), "a\n1\n");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/part-0.csv"), "a\nold\n");
        Files.writeString(folder.resolve("out").resolve(PredictionWriter.MARK), "");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
    }

    @ParameterizedTest
    @CsvSource({
        "in, in",
        "in, in/", // the same, in other words
        "in, ./x/../in",
        "in, link",
        "link, in",
        "in/day, in",
        "in/new/predictions, in",
        "in/day, in/day/part-0.csv",
        "in/day, in/*/*.csv",
        "in/new, i*",
        "link/day, in",
        "nosuch, nosuch/*.csv"
    })
    void inputsAreNotWrittenOver(String output, String input) {
        for (boolean overwrite : new boolean[] {false, true}) {
            assertThatThrownBy(() -> to(output, overwrite, "out", input))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("--output " + folder.resolve(output))
                    .hasMessageContaining(input);
        }
    }

    @ParameterizedTest
    @CsvSource({"inn, in", "in/new, in/*/*.csv", "out, in", "new, nosuch", "new, s3nobody://b/in", "new, a:b:c"})
    void foldersApartFromTheInputAreFree(String output, String input) {
        assertThat(to(output, true, input)).isNotNull();
    }

    @Test
    void filesAndWhatNoPredictionWroteAreRefused() throws IOException {
        Files.writeString(folder.resolve("part-file"), "");
        Files.writeString(folder.resolve("out/notes.txt"), "");

        assertThatThrownBy(() -> to("part-file", true)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> to("out", true)).hasMessageContaining("notes.txt");
        assertThatThrownBy(() -> to("out", false)).hasMessageContaining("there already");
    }

    @Test
    void aFolderThatOnlyLooksLikePredictionsIsRefused() throws IOException {
        Files.delete(folder.resolve("out").resolve(PredictionWriter.MARK));
        Files.writeString(folder.resolve("out/_SUCCESS"), "");

        assertThatThrownBy(() -> to("out", true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not written by lockstep predict")
                .hasMessageContaining(PredictionWriter.MARK);

        assertThat(written()).containsExactly("a", "old");
    }

    @Test
    void anEmptyFolderMayBeReplacedAndWhatIsWrittenToo() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> to("empty", false)).hasMessageContaining("there already");

        to("empty", true, "in").write(SPARK.range(3).toDF("id"));
        to("empty", true, "in").write(SPARK.range(4).toDF("id"));

        assertThat(SPARK.read().option("header", "true").csv(folder + "/empty").count())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"new, true", "new/day, true", "new/day/predictions, true", "newer, false", "out, false"})
    void tablesAreNotWrittenOver(String output, boolean refused) throws IOException {
        PredictionWriter writer = to(output, true);
        Path place = Files.createDirectories(folder.resolve("new/day"));
        Files.writeString(place.resolve("part-0.csv"), "a\n1\n");
        SPARK.sql("CREATE TABLE here (Location STRING, a INT) USING csv LOCATION '" + place.toUri() + "'");
        SPARK.sql("CREATE VIEW seen AS SELECT * FROM csv.`" + place + "`");
        try {
            for (String table : List.of("here", "seen", "default.here")) {
                List<org.apache.hadoop.fs.Path> places = TableFiles.of(SPARK, table);
                if (refused) {
                    assertThatThrownBy(() -> writer.checkApart("table " + table, places))
                            .isInstanceOf(ConfigException.class)
                            .hasMessageContaining("table " + table + " are the same");
                } else {
                    writer.checkApart("table " + table, places);
                }
            }
        } finally {
            SPARK.sql("DROP VIEW seen");
            SPARK.sql("DROP TABLE here");
        }
    }

    @Test
    void whatIsNoTableIsNowhere() {
        assertThat(TableFiles.of(SPARK, "nosuch")).isEmpty();
        assertThat(TableFiles.of(SPARK, "no such; table")).isEmpty();
    }

    @Test
    void earlierPredictionsGoWhenTheNewOnesAreWhole() throws IOException {
        Files.createDirectories(folder.resolve(".out.lockstep.tmp/left")); // by a process that was killed

        to("out", true, "in").write(SPARK.range(3).toDF("id").coalesce(1));

        assertThat(written()).containsExactly("id", "0", "1", "2");
        assertThat(folder.resolve(".out.lockstep.tmp")).doesNotExist();
    }

    @Test
    void earlierPredictionsStayWhenWritingFails() throws IOException {
        Dataset<Row> failing = SPARK.range(3).selectExpr("if(id < 2, string(id), raise_error('no more')) as id");

        assertThatThrownBy(() -> to("out", true, "in").write(failing)).hasStackTraceContaining("no more");
        assertThatThrownBy(() -> to("new", false, "in").write(failing)).hasStackTraceContaining("no more");

        assertThat(written()).containsExactly("a", "old");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("in", "link", "out");
        }
    }

    @Test
    void whatComesWhileWeWriteIsKept() throws IOException {
        PredictionWriter writer = to("new", false, "in");
        Files.createDirectories(folder.resolve("new"));

        assertThatThrownBy(() -> writer.write(SPARK.range(3).toDF("id")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there already");
        assertThat(folder.resolve("new")).isEmptyDirectory();
        assertThat(folder.resolve(".new.lockstep.tmp")).doesNotExist();
    }

    private PredictionWriter to(String output, boolean overwrite, String... inputs) {
        List<String> paths = Stream.of(inputs)
                .map(input -> input.contains(":") ? input : folder + "/" + input)
                .toList();
        return PredictionWriter.to(folder + "/" + output, CSV, overwrite, paths, new Configuration());
    }

    private List<String> written() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(part);
        }
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ConfigException;
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

    @TempDir
    private Path folder;

    @BeforeEach
    void input() throws IOException {
        Files.createDirectories(folder.resolve("in/day"));
        Files.writeString(folder.resolve("in/day/part-0.csv"), "a\n1\n");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/part-0.csv"), "a\nold\n");
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
    void earlierPredictionsGoWhenTheNewOnesAreWhole() throws IOException {
        Files.createDirectories(folder.resolve(".out.tmp/left")); // by a process that was killed

        to("out", true, "in").write(SPARK.range(3).toDF("id").coalesce(1));

        assertThat(written()).containsExactly("id", "0", "1", "2");
        assertThat(folder.resolve(".out.tmp")).doesNotExist();
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
        assertThat(folder.resolve(".new.tmp")).doesNotExist();
    }

    private PredictionWriter to(String output, boolean overwrite, String... inputs) {
        List<String> paths = Stream.of(inputs)
                .map(input -> input.contains(":") ? input : folder + "/" + input)
                .toList();
        return PredictionWriter.to(folder + "/" + output, "csv", overwrite, paths, new Configuration());
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

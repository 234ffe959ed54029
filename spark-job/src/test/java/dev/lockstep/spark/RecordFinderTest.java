package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.RecordFinder.LineRule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordFinderTest {
    private static final String TEXT = "\uFEFF# top\r\na,b\r\n\r\n1,2\r\n# between\r\n\r\n3,4\r\n5,6";

    @TempDir
    private Path folder;

    @Test
    void lineIsThatOfTheFileThoughBlankLinesCommentsAndHeaderAreNoRecords() throws IOException {
        Path file = Files.writeString(folder.resolve("a b.csv"), TEXT);
        RecordFinder finder = finder(true, "#");

        assertThat(finder.where(uri(file), 0)).isEqualTo(file + ":4");
        assertThat(finder.where(uri(file), 1)).isEqualTo(file + ":7");
        assertThat(finder.find(uri(file), 2).map(RecordFinder.Found::text)).contains("5,6");
        assertThat(finder.find(uri(file), 3)).isEmpty();
    }

    @Test
    void firstLineIsARecordWithoutHeader() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1,2\n3,4\n");

        assertThat(finder(false, "").where(uri(file), 1)).isEqualTo(file + ":2");
    }

    @Test
    void unpacksByTheFilesName() throws IOException {
        Path file = folder.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(finder(true, "#").where(uri(file), 2)).isEqualTo(file + ":8");
    }

    @Test
    void countsRowsWhereThereAreNoLines() {
        RecordFinder finder = new RecordFinder(new Configuration(false), Optional.empty());

        assertThat(finder.where("file:/data/x.parquet", 4)).isEqualTo("/data/x.parquet, row 5");
        assertThat(finder.where("hdfs://host/x.parquet", 4)).isEqualTo("hdfs://host/x.parquet, row 5");
        assertThat(finder.where("", 4)).isEqualTo("row 5");
    }

    @Test
    void fileThatWentAwayStillGivesTheRow() {
        assertThat(finder(true, "").where(uri(folder.resolve("gone.csv")), 0)).endsWith("gone.csv, row 1");
    }

    private static RecordFinder finder(boolean header, String comment) {
        return new RecordFinder(
                new Configuration(false), Optional.of(new LineRule(header, comment, StandardCharsets.UTF_8)));
    }

    private static String uri(Path file) {
        return file.toUri().toString();
    }
}

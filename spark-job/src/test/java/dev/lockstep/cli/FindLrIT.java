package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.spark.SharedSpark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The command from its file to its page, on made-up rows. */
final class FindLrIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        SharedSpark.session(); // which commands use, and leave running
    }

    private Path yaml(String more) throws IOException {
        return Files.writeString(temp.resolve("run.yaml"), """
                # what it learns from
                data:
                  train: {format: synthetic, task: classes, classes: 3, rows: 2000, features: 6, noise: 0.5, seed: 7}
                  validation: {fraction: 0.2}
                loss: cross_entropy
                trainer: {epochs: 2, batch_size: 64, shards: 2}
                output: %s
                """.formatted(temp.resolve("first")) + more);
    }

    @Test
    void theSuggestionIsPrintedDrawnAndWritten() throws Exception {
        Path yaml = yaml("optimizer: momentum  # as ever\n");
        String before = Files.readString(yaml);
        Shell.Said said = Shell.run("find-lr", yaml.toString(), "--write").isDone();

        Path folder = temp.resolve("first-find-lr");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("find-lr.html", "find-lr.json", "config.yaml", "spark.log");
        }
        assertThat(temp.resolve("first")).doesNotExist();
        JsonNode json = JSON.readTree(folder.resolve("find-lr.json").toFile());
        double rate = json.get("suggestion").asDouble();
        assertThat(rate).isBetween(1e-3, 5.0);
        assertThat(json.get("points").get(0).get("learning_rate").asDouble()).isEqualTo(1e-6);
        assertThat(said.out())
                .contains("suggested maximum: " + rate, "safe start for one_cycle: " + json.get("safe_start"))
                .contains("chart: " + folder + "/find-lr.html", "written: optimizer.learning_rate: " + rate);
        assertThat(Files.readString(yaml))
                .isEqualTo(before.replace("momentum ", "{name: momentum, learning_rate: " + rate + "} "));
        assertThat(RunConfigs.read(yaml, Map.of(), List.of())
                        .schedule()
                        .orElseThrow()
                        .settings())
                .containsEntry("learning_rate", rate);
        assertPage(folder.resolve("find-lr.html"));
    }

    private static void assertPage(Path file) throws Exception {
        String html = Files.readString(file);
        assertThat(html).doesNotContain("http", "src=", "href=", "url(", "@import", "<script", "NaN");
        Document page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(html).containsOnlyOnce("class=\"level\"").contains("learning rate (log scale)", "suggested maximum");
    }

    @Test
    void theOutputMayBeElsewhereAndIsNotReplacedByItself() throws IOException {
        Path yaml = yaml("");
        String[] command = {
            "find-lr", yaml.toString(), "--output", temp.resolve("test").toString(), "--steps", "60"
        };
        Shell.run(command).isDone();
        assertThat(temp.resolve("test/find-lr.html")).exists();
        Shell.run(command).failsWith(2, "is not empty; add --overwrite");
        Shell.run(Stream.concat(Stream.of(command), Stream.of("--overwrite")).toArray(String[]::new))
                .isDone();
    }

    @Test
    void whatCannotBeTestedIsRefusedBeforeAnythingIsRead() throws IOException {
        Path yaml = yaml("");
        String file = yaml.toString();
        String lbfgs = Files.readString(yaml).replace("batch_size: 64, ", "") + "optimizer: lbfgs\n";
        Path other = Files.writeString(temp.resolve("lbfgs.yaml"), lbfgs);
        Shell.run("find-lr", other.toString()).failsWith(2, "lbfgs", "no rate to find");
        Shell.run("find-lr", file, "--min", "2", "--max", "1").failsWith(2, "--max must be more than min 2.0");
        Shell.run("find-lr", file, "--min=-1").failsWith(2, "--min must be");
        Shell.run("find-lr", file, "--steps", "3").failsWith(2, "--steps must be");
        Shell.run("find-lr", file, "--set", "data.train={path: nowhere.csv}", "--set", "data.label=y")
                .failsWith(3, "nowhere.csv");
        assertThat(temp.resolve("first-find-lr")).doesNotExist();
    }

    @Test
    void aLossThatNeverFallsIsSaidAndNothingIsWritten() throws IOException {
        Path yaml = yaml("optimizer: sgd\n");
        String before = Files.readString(yaml);
        Shell.run("find-lr", yaml.toString(), "--write", "--min", "1e-12", "--max", "1e-9", "--progress", "none")
                .failsWith(5, "the loss never fell", "larger --max");
        assertThat(Files.readString(yaml)).isEqualTo(before);
        assertThat(Files.readString(temp.resolve("first-find-lr/find-lr.html"))).contains("no suggestion");
    }

    @Test
    void aFileThatCannotBeChangedSafelyStaysAndSaysWhatToWrite() throws IOException {
        Path yaml = yaml("");
        String before = Files.readString(yaml);
        Shell.run("find-lr", yaml.toString(), "--write", "--set", "optimizer=sgd")
                .failsWith(2, "--write cannot change safely: write optimizer.learning_rate: ");
        assertThat(Files.readString(yaml)).isEqualTo(before);
    }
}

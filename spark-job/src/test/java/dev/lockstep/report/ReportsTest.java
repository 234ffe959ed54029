package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportsTest {
    @TempDir
    private Path temp = Path.of("");

    private final Reports reports = new Reports(new Configuration(false));

    @Test
    void aRunHasItsPageInItsFolder() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 10, 0.01);
        Files.writeString(run.resolve("report.html"), "old");
        assertThat(reports.write(run.toString())).isEqualTo(run + "/report.html");
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page)
                .contains("<title>Lockstep: first</title>")
                .contains("Completed: 10 epochs, 1,000 steps, 28 s; best epoch 5 by val_loss")
                .contains("<tr><th scope=\"row\">accuracy</th><td>0.8600</td><td>0.8467</td></tr>")
                .contains("train: {path: 'a&lt;b.csv'}")
                .contains("rows.training</th><td>54,000</td>")
                .contains("Copyright (c) 2022 Leon Sorokin");
        assertThat(titles(page))
                .containsExactly(
                        "Loss",
                        "Validation accuracy",
                        "Learning rate",
                        "Gradient norm",
                        "Rows per second",
                        "Milliseconds of a step");
        assertThat(run.toFile().list())
                .containsExactlyInAnyOrder("metrics.jsonl", "config.yaml", "result.json", "report.html");
    }

    @Test
    void aPageNeedsNothingFromAnywhere() throws IOException {
        reports.write(RunFixture.write(temp.resolve("first"), 3, 0.01).toString());
        String page = Files.readString(temp.resolve("first/report.html"));
        assertThat(page).contains("default-src 'none'").doesNotContain("src=", "href=", "@import", "url(", "fetch(");
    }

    @Test
    void severalRunsShareAPageThatSaysInWhatTheyDiffer() throws IOException {
        RunFixture.write(temp.resolve("slow"), 10, 0.01);
        RunFixture.write(temp.resolve("fast"), 4, 0.05);
        Files.writeString(temp.resolve("notes.txt"), "mine");
        String output = temp.resolve("all/page.html").toString();
        assertThat(reports.write(List.of(temp + "/*"), output, false)).isEqualTo(output);
        String page = Files.readString(Path.of(output));
        assertThat(page)
                .contains("<title>Lockstep: 2 runs</title>")
                .contains("<th scope=\"row\">schedule.learning_rate</th><td>0.05</td><td>0.01</td>")
                .doesNotContain("<th scope=\"row\">output</th>");
        JsonNode lines = data(page).at("/charts/0/lines");
        assertThat(lines).extracting(line -> line.get("label").asText()).containsExactly("fast", "slow");
        assertThat(titles(page)).startsWith("Training loss", "Validation loss", "Validation accuracy");
    }

    @Test
    void runsOfTheSameNameAreToldApartByTheirPaths() throws IOException {
        Path a = RunFixture.write(temp.resolve("a/run"), 2, 0.01);
        Path b = RunFixture.write(temp.resolve("b/run"), 2, 0.01);
        Path output = temp.resolve("page.html");
        reports.write(List.of(a.toString(), b.toString(), a.toString()), output.toString(), false);
        String page = Files.readString(output);
        assertThat(page).contains("2 runs", a + "</th>", b + "</th>", "Their configurations are the same");
    }

    @Test
    void noNameEndsTheScriptThatItStandsIn() throws IOException {
        Path run = RunFixture.write(temp.resolve("a <!--<script>&\"\u2028"), 2, 0.01);
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1,\"loss\":1,\"val_</script><b>bold\":2}\n");
        reports.write(run.toString());
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page)
                .contains("val_\\u003c/script\\u003e\\u003cb\\u003ebold")
                .doesNotContain("<b>bold", "<!--<script>");
        assertThat(titles(page)).contains("Validation </script><b>bold");
        assertThat(page.split("</script>", -1)).hasSize(4);
    }

    @Test
    void aRunUnderWayIsShownUpToItsLastWholeLine() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 3, 0.01);
        Files.delete(run.resolve("result.json"));
        Files.delete(run.resolve("config.yaml"));
        Files.writeString(run.resolve("metrics.jsonl"), "{\"epoch\":4,\"st", StandardOpenOption.APPEND);
        reports.write(run.toString());
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page).contains("<p>Not ended</p>");
        assertThat(data(page).at("/runs/0/columns/step")).hasSize(3);
    }

    @Test
    void anEvaluationThatCameAgainTakesThePlaceOfTheFirst() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 5, 0.01);
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"step\":300,\"loss\":null,\"wait_seconds\":2}\n",
                StandardOpenOption.APPEND);
        reports.write(run.toString());
        JsonNode shown = data(Files.readString(run.resolve("report.html"))).at("/runs/0");
        assertThat(shown.at("/columns/step")).hasToString("[100.0,200.0,300.0]");
        assertThat(shown.at("/columns/loss/2").isNull()).isTrue();
        assertThat(shown.at("/columns/wait_millis/2").asDouble()).isEqualTo(20);
        assertThat(shown.at("/best/step").isNull()).isTrue();
    }

    @Test
    void aLongRunIsThinnedButForItsEnds() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 10_001, 0.01);
        reports.write(run.toString());
        JsonNode steps = data(Files.readString(run.resolve("report.html"))).at("/runs/0/columns/step");
        assertThat(steps).hasSize(4000);
        assertThat(steps.get(0).asInt()).isEqualTo(100);
        assertThat(steps.get(3999).asInt()).isEqualTo(1_000_100);
        assertThat(run.resolve("report.html")).content().contains("Of 10,001 evaluations, 4,000 are drawn");
        String output = temp.resolve("both.html").toString();
        String small = RunFixture.write(temp.resolve("second"), 3, 0.01).toString();
        reports.write(List.of(run.toString(), small), output, false);
        assertThat(Path.of(output)).content().contains("are drawn, evenly chosen; so it is with every run");
    }

    @Test
    void aRunThatWasStoppedInMidEpochHasNotTrainedThatEpoch() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 3, 0.01);
        String result = "{\"status\":\"stopped\",\"epochs\":3,\"steps\":%d,\"steps_per_epoch\":100,\"seconds\":9}";
        Files.writeString(run.resolve("result.json"), result.formatted(257));
        reports.write(run.toString());
        assertThat(run.resolve("report.html")).content().contains("<p>Stopped in epoch 3: 257 steps, 9.0 s</p>");
        Files.writeString(run.resolve("result.json"), result.formatted(300));
        Path other = RunFixture.write(temp.resolve("second"), 3, 0.01);
        Files.writeString(other.resolve("result.json"), result.formatted(257));
        String output = temp.resolve("both.html").toString();
        reports.write(List.of(run.toString(), other.toString()), output, false);
        assertThat(Path.of(output))
                .content()
                .contains("first</th><td>stopped</td><td>3</td>", "second</th><td>stopped in epoch 3</td><td>2</td>");
    }

    @Test
    void aRunThatFailedSaysWhy() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 3, 0.01);
        Files.writeString(run.resolve("result.json"), "{\"status\":\"diverged\",\"error\":\"the loss is <NaN>\"}");
        reports.write(run.toString());
        assertThat(run.resolve("report.html")).content().contains("<p>Diverged. the loss is &lt;NaN&gt;</p>");
    }

    @Test
    void refusesWhatIsNoRun() throws IOException {
        assertThatThrownBy(() -> reports.write(temp.resolve("nosuch").toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> reports.write(temp + "/*"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("matches no run");
        Files.writeString(temp.resolve("compare.html"), "");
        assertThatThrownBy(() -> reports.write(temp.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is a comparison");
    }

    @Test
    void refusesAFileThatIsDamagedAndNamesTheLine() throws IOException {
        Path run = RunFixture.write(temp.resolve("first"), 2, 0.01);
        for (String line : List.of("{\"step\":1\n{}\n", "3\n{}\n", "{\"loss\":1}\n{}\n")) {
            Files.writeString(run.resolve("metrics.jsonl"), line);
            assertThatThrownBy(() -> reports.write(run.toString()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("metrics.jsonl:1");
        }
    }

    @Test
    void replacesOnlyWhatItMay() throws IOException {
        String run = RunFixture.write(temp.resolve("first"), 2, 0.01).toString();
        String output = Files.writeString(temp.resolve("page.html"), "mine").toString();
        assertThatThrownBy(() -> reports.write(List.of(run), output, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--overwrite");
        assertThat(Path.of(output)).hasContent("mine");
        reports.write(List.of(run), output, true);
        assertThat(Path.of(output)).content().startsWith("<!DOCTYPE html>");
        assertThatThrownBy(() -> reports.write(List.of(run), temp.toString(), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> reports.write(List.of(run), output + "/below.html", true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--output");
    }

    @Test
    void severalMatchesNeedAPlace() throws IOException {
        RunFixture.write(temp.resolve("a"), 2, 0.01);
        RunFixture.write(temp.resolve("b"), 2, 0.01);
        assertThatThrownBy(() -> reports.write(temp + "/*"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("2 runs")
                .hasMessageContaining("--output");
    }

    private static List<String> titles(String page) throws IOException {
        return StreamSupport.stream(data(page).get("charts").spliterator(), false)
                .map(chart -> chart.get("title").asText())
                .toList();
    }

    /** What the page's script reads. */
    private static JsonNode data(String page) throws IOException {
        String mark = "id=\"data\">";
        int from = page.indexOf(mark) + mark.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}

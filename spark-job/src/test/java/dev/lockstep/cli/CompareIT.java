package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.ComparisonJob;
import dev.lockstep.spark.ComparisonListener;
import dev.lockstep.spark.SharedSpark;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.RateTrial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The command from its file to its page, on made-up rows. */
final class CompareIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of every line of metrics.jsonl, what does not depend on the clock. */
    private static final List<String> EXACT =
            List.of("epoch", "step", "loss", "learning_rate", "grad_norm", "val_loss", "val_accuracy", "best");

    private static final String RUN = """
            data:
              train: {format: synthetic, task: classes, classes: 3, rows: 2000, features: 6, noise: 0.5, seed: 7}
              validation: {fraction: 0.2}
              test: {fraction: 0.1}
            loss: cross_entropy
            metrics: [accuracy]
            trainer: {epochs: 2, batch_size: 64, shards: 2, evaluate_every: 0.5 epochs}
            """;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        SharedSpark.session(); // which commands use, and leave running
    }

    @Test
    void theFilesHoldEveryTrainingAndThePageShowsTheBest() throws Exception {
        Path yaml = yaml("optimizers: [momentum, {name: adam, label: 'Adam & <Co>'}]", "learning_rates: [0.01, 0.1]");
        Shell.Said said = Shell.run("compare", yaml.toString()).isDone();

        Path folder = temp.resolve("compared");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("compare.html", "compare.json", "config.yaml", "spark.log");
        }
        JsonNode json = JSON.readTree(folder.resolve("compare.json").toFile());
        assertThat(json.get("status").asText()).isEqualTo("completed");
        assertThat(json.get("entries")).hasSize(2);
        for (JsonNode entry : json.get("entries")) {
            assertThat(entry.get("trainings")).hasSize(2);
            double chosen = entry.get("best_learning_rate").asDouble();
            JsonNode first = entry.get("trainings").get(0);
            JsonNode second = entry.get("trainings").get(1);
            double worst = Math.max(
                    first.get("best_val_loss").asDouble(),
                    second.get("best_val_loss").asDouble());
            for (JsonNode training : List.of(first, second)) {
                assertThat(training.get("evaluations")).hasSize(4);
                assertThat(training.get("learning_rate").asDouble() == chosen)
                        .isEqualTo(training.get("best_val_loss").asDouble() < worst);
            }
        }
        assertThat(said.out())
                .contains("4 trainings of 2 epochs each", "1/4  momentum", "4/4  Adam & <Co>", "epochs to target")
                .contains("target: val_accuracy 0.4", "compare.html");
        assertPage(folder, json);
        assertThat(RunConfigs.readComparison(folder.resolve("config.yaml"), Map.of(), List.of()))
                .isEqualTo(RunConfigs.readComparison(yaml, Map.of(), List.of()));
    }

    private static void assertPage(Path folder, JsonNode json)
            throws IOException, ParserConfigurationException, SAXException {
        String html = Files.readString(folder.resolve("compare.html"));
        assertThat(html)
                .doesNotContain("http", "src=", "href=", "url(", "@import", "<script", "NaN")
                .contains("prefers-color-scheme: dark", "width=device-width", "Adam &amp; &lt;Co&gt;");
        Document page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
        List<Element> charts = new ArrayList<>();
        NodeList images = page.getElementsByTagName("svg");
        for (int i = 0; i < images.getLength(); i++) {
            Element image = (Element) images.item(i);
            if (image.hasAttribute("aria-label")) {
                charts.add(image);
            }
        }
        assertThat(charts)
                .extracting(chart -> chart.getAttribute("aria-label"))
                .containsExactly("Training loss over epochs", "val_loss over epochs", "val_accuracy over epochs");
        for (Element chart : charts) {
            NodeList lines = chart.getElementsByTagName("polyline");
            assertThat(lines.getLength()).isEqualTo(json.get("entries").size());
            for (int i = 0; i < lines.getLength(); i++) {
                assertThat(((Element) lines.item(i)).getAttribute("points").split(" "))
                        .hasSize(4);
            }
        }
    }

    @Test
    void eachTrainingHasTheBitsOfATrainingAlone() throws IOException {
        Path yaml = yaml("optimizers: [momentum, adam]", "learning_rates: [0.01, 0.1]");
        Shell.run("compare", yaml.toString()).isDone();
        JsonNode json = JSON.readTree(temp.resolve("compared/compare.json").toFile());
        JsonNode compared = json.get("entries").get(1).get("trainings").get(1).get("evaluations");

        Path alone = Files.writeString(
                temp.resolve("alone.yaml"),
                RUN + "optimizer: {name: adam, learning_rate: 0.1}\noutput: " + temp.resolve("alone"));
        Shell.run("train", alone.toString()).isDone();

        assertSame(Files.readAllLines(temp.resolve("alone/metrics.jsonl")), compared);
    }

    private static void assertSame(List<String> lines, JsonNode compared) throws IOException {
        assertThat(lines).hasSameSizeAs(compared);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = JSON.readTree(lines.get(i));
            for (String key : EXACT) {
                assertThat(compared.get(i).get(key)).as(key).isNotNull().isEqualTo(line.get(key));
            }
        }
    }

    @Test
    void whatDivergesIsARowAndNotTheEnd() throws IOException {
        String rows = RUN.replace("task: classes, classes: 3, rows: 2000", "task: regression, rows: 500")
                .replace("cross_entropy", "squared")
                .replace("metrics: [accuracy]\n", "");
        Path yaml = Files.writeString(
                temp.resolve("compare.yaml"),
                rows + "compare: {optimizers: [{name: sgd, learning_rates: [1.0e+20]}, {name: adam, learning_rates:"
                        + " [0.1, 1.0e+38]}]}\noutput: " + temp.resolve("compared"));
        Shell.Said said = Shell.run("compare", yaml.toString()).isDone();
        assertThat(said.out()).containsPattern("sgd +diverged\n").containsPattern("adam +0\\.1 ");
        JsonNode entries =
                JSON.readTree(temp.resolve("compared/compare.json").toFile()).get("entries");
        assertThat(entries.get(0).get("trainings").get(0).get("status").asText())
                .isEqualTo("diverged");
        assertThat(entries.get(0).has("best_learning_rate")).isFalse();
        assertThat(entries.get(1).get("best_learning_rate").asDouble()).isEqualTo(0.1);

        Shell.run("compare", yaml.toString(), "--overwrite", "--set", "compare.optimizers=[sgd]")
                .failsWith(2, "compare.learning_rates is missing");
        Shell.run(
                        "compare",
                        yaml.toString(),
                        "--overwrite",
                        "--set=compare.optimizers=[sgd]",
                        "--set=compare.learning_rates=[1.0e+20]")
                .failsWith(5, "every training diverged: try smaller compare.learning_rates");
    }

    @Test
    void whatIsChosenIsRepeatedWithTheSeedsAfterTheFirst() throws IOException {
        Path yaml = yaml("optimizers: [{name: momentum, epochs: 1}, adam]", "learning_rates: [0.01, 0.1]", "seeds: 3");
        Shell.Said said = Shell.run("compare", yaml.toString()).isDone();
        assertThat(said.out())
                .contains("8 trainings of 1 to 2 epochs each, the best rate of each entry with 3 seeds")
                .containsPattern("8/8  adam      rate 0\\.0?1  seed 44  ")
                .containsPattern("adam +0\\.0?1  0\\.\\d{4} ± 0\\.\\d{4} .* 3 ");

        JsonNode json = JSON.readTree(temp.resolve("compared/compare.json").toFile());
        assertThat(json.get("seeds")).hasToString("[42,43,44]");
        JsonNode adam = json.get("entries").get(1);
        assertThat(adam.get("trainings")).hasSize(2);
        assertThat(adam.get("repetitions"))
                .extracting(
                        training -> training.get("seed").asInt(),
                        training -> training.get("learning_rate").asDouble())
                .containsExactly(
                        tuple(43, adam.get("best_learning_rate").asDouble()),
                        tuple(44, adam.get("best_learning_rate").asDouble()));
        assertThat(adam.get("best_val_loss").get("seeds").asInt()).isEqualTo(3);
        assertThat(adam.get("best_val_loss").get("standard_deviation").asDouble())
                .isPositive();
        assertThat(temp.resolve("compared/compare.html"))
                .content()
                .contains("<polygon class=\"band line1\"", "bands reach one standard deviation");
        assertIsTrainedAlone(adam.get("repetitions").get(0));
        assertThat(json.get("entries").get(0).get("repetitions").get(1).get("evaluations"))
                .hasSize(2);
    }

    private void assertIsTrainedAlone(JsonNode training) throws IOException {
        Path alone = Files.writeString(
                temp.resolve("alone.yaml"),
                RUN + "optimizer: {name: adam, learning_rate: " + training.get("learning_rate") + "}\noutput: "
                        + temp.resolve("alone"));
        Shell.run("train", alone.toString(), "--set=trainer.seed=" + training.get("seed"))
                .isDone();
        assertSame(Files.readAllLines(temp.resolve("alone/metrics.jsonl")), training.get("evaluations"));
    }

    @Test
    void oneEntryIsDrawnAtEveryRateAlsoThatAtWhichItDiverged() throws IOException {
        String rows = RUN.replace("task: classes, classes: 3, rows: 2000", "task: regression, rows: 500")
                .replace("cross_entropy", "squared")
                .replace("metrics: [accuracy]\n", "")
                .replace("epochs: 2,", "epochs: 60,");
        Path yaml = Files.writeString(
                temp.resolve("compare.yaml"),
                rows + "compare: {optimizers: [sgd], learning_rates: [0.01, 0.05, 3]}\noutput: "
                        + temp.resolve("compared"));
        Shell.run("compare", yaml.toString()).isDone();
        JsonNode trainings =
                JSON.readTree(temp.resolve("compared/compare.json").toFile()).at("/entries/0/trainings");
        assertThat(trainings.get(2).get("status").asText()).isEqualTo("diverged");
        assertThat(trainings.get(2).get("evaluations")).isNotEmpty();
        String page = Files.readString(temp.resolve("compared/compare.html"));
        assertThat(page.split("<polyline", -1)).as("two charts of three lines").hasSize(7);
        assertThat(page)
                .contains(
                        "One way to train one model, at 3 rates", "rate 0.05", "rate 3.0 <span class=\"soft\">diverged")
                .contains(
                        "What diverged is shown until then. Losses are cut at ten times",
                        "<h2>What diverged</h2>",
                        "sgd, rate 3.0: ")
                .doesNotContain("NaN,", ",NaN", "Infinity");
        Shell.run("schedules", yaml.toString(), "--steps-per-epoch", "6").isDone();
        assertThat(temp.resolve("compared-schedules.html").toFile()).content().contains("<title>rate 0.01</title>");
    }

    @Test
    void theSchedulesOfAllEntriesAreDrawnOverTheRowsThatThereAre() throws IOException {
        Path yaml = yaml(
                "optimizers: [momentum, {name: sgd, label: cycle, schedule: one_cycle, epochs: 1, plateau: {patience: 1}}]",
                "learning_rates: [0.1, 0.01, 1]");
        assertThat(Shell.run("schedules", yaml.toString()).isDone().out())
                .contains("22 updates an epoch, 44 in all; or 22 updates an epoch, 22 in all\n")
                .containsPattern("momentum +cycle +cycle: momentum\n")
                .contains("cycle, plateau: multiplied by 0.1 whenever val_loss is not better once. This depends")
                .containsPattern("\n0 +0 +0.1 +0.01 +0.95\n");
    }

    @Test
    void anOutputInUseIsRefused() throws IOException {
        Path yaml = yaml("optimizers: [sgd]", "learning_rates: [0.1]");
        Files.createDirectories(temp.resolve("compared/model"));
        Shell.run("compare", yaml.toString()).failsWith(2, "is not empty; add --overwrite");
        Shell.run("compare", yaml.toString(), "--overwrite", "--progress", "none")
                .isDone();
        assertThat(temp.resolve("compared/model")).doesNotExist();
    }

    @Test
    void dataThatCannotBeUsedLeavesNothing() throws IOException {
        Path yaml = yaml("optimizers: [sgd]", "learning_rates: [0.1]");
        Shell.run("compare", yaml.toString(), "--set", "data.train={path: nowhere.csv}", "--set", "data.label=y")
                .failsWith(3, "nowhere.csv");
        assertThat(temp.resolve("compared")).doesNotExist();
        Shell.run("train", yaml.toString()).failsWith(2, "lockstep compare");
    }

    @Test
    void stoppingKeepsWhatIsFoundSoFar() throws IOException {
        Path yaml = yaml("optimizers: [momentum, adam, sgd]", "learning_rates: [0.1, 0.01]");
        ComparisonConfig config = RunConfigs.readComparison(yaml, Map.of(), List.of());
        List<ComparisonJob> jobs = new ArrayList<>();
        ComparisonListener third = new ComparisonListener() {
            private int number;

            @Override
            public void trialBegins(String label, double learningRate, long seed, int begun) {
                number = begun;
            }

            @Override
            public void evaluated(EpochReport report) {
                if (number == 3) {
                    jobs.get(0).stop();
                }
            }
        };
        jobs.add(new ComparisonJob(config, SharedSpark.session(), List.of(third)));
        Comparison comparison = jobs.get(0).run();

        assertThat(comparison.contenders()).extracting(Contender::name).containsExactly("momentum", "adam", "sgd");
        assertThat(comparison.best(comparison.contenders().get(0))).isPresent();
        assertThat(comparison.contenders().get(1).trials())
                .extracting(RateTrial::ending)
                .containsExactly(RateTrial.Ending.STOPPED);
        assertThat(comparison.contenders().get(2).state()).isEqualTo("waiting");
    }

    private Path yaml(String... section) throws IOException {
        StringBuilder text = new StringBuilder(RUN + "compare:\n");
        for (String line : section) {
            text.append("  ").append(line).append('\n');
        }
        return Files.writeString(
                temp.resolve("compare.yaml"),
                text + "  target: {val_accuracy: 0.4}\noutput: " + temp.resolve("compared") + "\n");
    }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.checkpoint.LocalFolder;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.data.Batch;
import dev.lockstep.network.Network;
import dev.lockstep.network.Shape;
import dev.lockstep.spark.SparkSessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks from the command line, on small files. */
final class NetworkIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 240;
    private static final String LAYERS =
            "model: {type: network, layers: [{dense: 16, activation: relu}, {dense: classes}]}";

    private static SparkSession spark;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        spark = SparkSessions.open("networks", new SparkConf().setMaster("local[2]"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void predictSaysOfEveryRowWhatEvaluateSays() throws IOException {
        Path csv = csv();
        String run = train(run(csv, "classes", LAYERS, "loss: cross_entropy"));
        JsonNode scores = JSON.readTree(
                Shell.run("evaluate", run, "--data", csv.toString(), "--metrics", "accuracy,log_loss", "--json")
                        .isDone()
                        .out());
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", csv.toString(), "--output", output.toString())
                .isDone();

        List<String> lines = new ArrayList<>();
        try (var files = Files.list(output)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                List<String> part = Files.readAllLines(file);
                lines.addAll(part.subList(1, part.size()));
            }
        }
        double right = 0;
        double logLoss = 0;
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            right += cells[3].equals(cells[4]) ? 1 : 0;
            logLoss -= StrictMath.log(Double.parseDouble(cells[cells[3].equals("far") ? 5 : 6]));
        }
        assertThat(lines).hasSize(ROWS);
        assertThat(scores.get("accuracy").asDouble()).isEqualTo(right / ROWS).isGreaterThan(0.9);
        // Each probability is the very double that evaluate took; only the order of the sum differs.
        assertThat(scores.get("log_loss").asDouble())
                .isCloseTo(logLoss / ROWS, org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void aSavedNetworkIsTheOneThatWasTrained() throws IOException {
        Path images = images();
        Path yaml = Files.writeString(
                temp.resolve("images.yaml"),
                String.join(
                        "\n",
                        "data:",
                        "  train: {format: idx, path: " + images + ", labels: " + temp.resolve("labels") + "}",
                        "  validation: {fraction: 0.2}",
                        "model: {type: network, layers: [flatten, {dense: 8, activation: selu, name: hidden}, {dense: classes}]}",
                        "loss: cross_entropy",
                        "trainer: {epochs: 3, batch_size: 20, shards: 2}",
                        "output: " + temp.resolve("run")));
        TrainedModel model =
                TrainedModel.load(new LocalFolder(Path.of(train(yaml)).resolve("model")));

        assertThat(model.model())
                .isInstanceOfSatisfying(
                        Network.class, network -> assertThat(network.input()).isEqualTo(Shape.of(1, 3, 4)));
        assertThat(model.model().parameters().parameters())
                .extracting(tensor -> tensor.name())
                .containsExactly("hidden.weight", "hidden.bias", "layer3.weight", "layer3.bias");
        Batch batch = Batch.dense(12, 1);
        batch.addDense(new float[12], 0, 0, 1);
        float[] scores = new float[2];
        model.model().predict(model.theta(), batch, scores);
        assertThat(scores[0]).isFinite();
    }

    @Test
    void equalRunsLeaveEqualBits() throws IOException {
        Path csv = csv();
        byte[] first = weights(train(run(csv, "first", LAYERS, "loss: cross_entropy")));
        byte[] second = weights(train(run(csv, "second", LAYERS, "loss: cross_entropy")));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void summaryShowsLayersShapesAndCosts() throws IOException {
        String out = Shell.run(
                        "summary",
                        run(csv(), "unused", LAYERS, "loss: cross_entropy").toString())
                .isDone()
                .out();
        assertThat(out.lines().map(line -> line.replaceAll(" +", " ")).toList())
                .startsWith(
                        "layer kind rows weights FLOPs a row",
                        "input [3]",
                        "layer1 dense [16] 64 112",
                        "layer2 dense [2] 34 64",
                        "",
                        "weights 98 (0.0 MB)",
                        "a row 176 FLOPs forwards, about three times as many for its gradient");
        assertThat(Shell.run(
                                "summary",
                                run(csv(), "linear", "model: linear", "loss: cross_entropy")
                                        .toString())
                        .isDone()
                        .out())
                .startsWith("tensor")
                .contains("weights   8 (0.0 MB)");
    }

    @Test
    void badLayersEndWithTwoBeforeAnyRowIsRead() throws IOException {
        fails(
                "{type: network, layers: [{dens: 3}]}",
                "model.layers: layer1: unknown layer dens: did you mean dense?",
                "(");
        fails("{type: network}", "model network needs the setting layers");
        fails("{type: network, layers: []}", "layers must be one or more");
        fails("{type: network, layers: [flatten], precision: fp16}", "unknown precision fp16");
        fails("{type: network, layers: [flatten], device: gpu}", "unknown device gpu");
        fails("{type: mlp}", "unknown model mlp: here it is called network");
    }

    @Test
    void shapesThatDoNotFitEndWithTwo() throws IOException {
        fails(
                "{type: network, layers: [{dense: 3}]}",
                "layer1 (dense) gives rows of [3], but loss cross_entropy needs 2");
        fails(
                "{type: network, layers: [{reshape: [2, 2]}, {dense: classes}]}",
                "layer1 (reshape) makes rows of [2, 2]");
        fails(
                "{type: network, input: [2, 2], layers: [{dense: classes}]}",
                "input [2, 2] has 4 values, but rows have 3");
        fails("{type: network, input: [3, 1], layers: [{dense: classes}]}", "put flatten before it");
    }

    private void fails(String model, String... parts) throws IOException {
        Path yaml = run(csv(), "bad", "model: " + model, "loss: cross_entropy");
        Shell.run("train", yaml.toString(), "--overwrite", "--progress", "none").failsWith(ExitCode.CONFIG, parts);
    }

    @Test
    void theDoctorLoadsTheLibrary() throws IOException {
        Path yaml = run(csv(), "healthy", LAYERS, "loss: cross_entropy");
        assertThat(Shell.run("doctor", yaml.toString()).out()).containsPattern("ok +libtorch +2\\.10\\.0\\S* on cpu");
    }

    @Test
    void aMachineWithoutAGpuSaysSoInOneLine() throws IOException {
        Path yaml = run(csv(), "gpu", LAYERS.replace("layers:", "device: cuda, layers:"), "loss: cross_entropy");
        Shell.run("train", yaml.toString(), "--progress", "none")
                .failsWith(ExitCode.RESOURCES, "device cuda: ", "device: cpu");
    }

    private static String train(Path yaml) throws IOException {
        Shell.run("train", yaml.toString(), "--progress", "none").isDone();
        String output = Files.readAllLines(yaml).stream()
                .filter(line -> line.startsWith("output: "))
                .findFirst()
                .orElseThrow();
        return output.substring("output: ".length());
    }

    private static byte[] weights(String run) throws IOException {
        return Files.readAllBytes(Path.of(run, "model", "model.safetensors"));
    }

    private Path run(Path csv, String name, String... lines) throws IOException {
        List<String> yaml =
                new ArrayList<>(List.of("data: {train: " + csv + ", label: place, validation: {fraction: 0.2}}"));
        yaml.addAll(List.of(lines));
        yaml.add("optimizer: {name: adam, learning_rate: 0.02}");
        yaml.add("trainer: {epochs: 12, batch_size: 24, shards: 3}");
        yaml.add("output: " + temp.resolve(name));
        return Files.write(temp.resolve(name + ".yaml"), yaml);
    }

    /** Three numbers, and whether the point is near: what no linear model learns. */
    private Path csv() throws IOException {
        Random random = new Random(4);
        List<String> lines = new ArrayList<>(List.of("x,y,z,place"));
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            String place = x * x + y * y < 1.4 ? "near" : "far";
            lines.add(String.format(Locale.ROOT, "%.4f,%.4f,%.4f,%s", x, y, random.nextGaussian(), place));
        }
        return Files.write(temp.resolve("points.csv"), lines);
    }

    private Path images() throws IOException {
        int count = 50;
        ByteBuffer images = ByteBuffer.allocate(16 + 12 * count)
                .putInt(0x803)
                .putInt(count)
                .putInt(3)
                .putInt(4);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        Random random = new Random(4);
        for (int i = 0; i < count; i++) {
            byte[] image = new byte[12];
            random.nextBytes(image);
            images.put(image);
            labels.put((byte) (image[0] < 0 ? 1 : 0));
        }
        Files.write(temp.resolve("labels"), labels.array());
        return Files.write(temp.resolve("images"), images.array());
    }
}

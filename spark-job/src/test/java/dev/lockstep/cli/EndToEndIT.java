package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.SparkSessions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, evaluate and predict on small files of each kind, as a user does, with one Spark for all. */
final class EndToEndIT {
    private static final int ROWS = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SparkSession spark;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        spark = SparkSessions.open("end to end", new SparkConf().setMaster("local[2]"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void aCsvWithWordsAndBlanks() throws IOException {
        Path csv = csv();
        String run = train(csv.toString(), "label: colour", "metrics: [accuracy, auc]", "loss: logistic");
        JsonNode scores = evaluate(run, csv, "--metrics", "accuracy");
        List<String> lines = predictedCsv(run, csv);

        assertThat(lines.get(0)).isEqualTo("id,size,shape,price,colour,prediction,probability_blue,probability_red");
        assertThat(lines).hasSize(ROWS + 1);
        List<String> given = Files.readAllLines(csv);
        long right = 0;
        for (int i = 1; i < lines.size(); i++) {
            List<String> cells = List.of(lines.get(i).split(",", -1));
            // Rows in their order, the input as it stood in the file.
            assertThat(String.join(",", cells.subList(0, 5))).isEqualTo(given.get(i));
            right += cells.get(4).equals(cells.get(5)) ? 1 : 0;
            assertThat(Double.parseDouble(cells.get(6)) + Double.parseDouble(cells.get(7)))
                    .isBetween(1 - 1e-9, 1 + 1e-9);
        }
        assertThat(scores.get("accuracy").asDouble())
                .isEqualTo((double) right / ROWS)
                .isGreaterThan(0.9);
        assertThat(scores.get("rows").asInt()).isEqualTo(ROWS);
    }

    @Test
    void numbersMayBeWrittenAsTrueAndFalse() throws IOException {
        List<String> lines = new ArrayList<>(List.of("flag,size,sold"));
        for (int i = 0; i < ROWS; i++) {
            boolean flag = i % 3 == 0;
            lines.add((i < 2 ? "" : flag ? "TRUE" : "false") + "," + i % 7 + ","
                    + (flag && i % 7 > 1 ? "True" : "False"));
        }
        Path csv = Files.write(temp.resolve("flags.csv"), lines);
        String run = train(csv.toString(), "label: sold", "metrics: [accuracy]", "loss: logistic");
        assertThat(evaluate(run, csv, "--metrics", "accuracy").get("accuracy").asDouble())
                .isGreaterThan(0.85);
        List<String> predicted = predictedCsv(run, csv);
        for (int i = 0; i <= ROWS; i++) {
            assertThat(predicted.get(i)).startsWithIgnoringCase(lines.get(i) + ",");
        }
    }

    @Test
    void rowsWithoutLabelsArePredictedAlike() throws IOException {
        Path csv = csv();
        String run = train(csv.toString(), "label: colour", "loss: logistic");
        List<String> bare = Files.readAllLines(csv).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
        Path unlabelled = Files.write(temp.resolve("unlabelled.csv"), bare);
        List<String> with = predictedCsv(run, csv);
        List<String> without = predictedCsv(run, unlabelled);
        for (int i = 1; i <= ROWS; i++) {
            List<String> a = List.of(with.get(i).split(",", -1));
            List<String> b = List.of(without.get(i).split(",", -1));
            assertThat(b.subList(4, 7)).isEqualTo(a.subList(5, 8));
        }
    }

    @Test
    void parquetKeepsItsTypes() throws IOException {
        Path parquet = temp.resolve("rows.parquet");
        spark.read()
                .option("header", "true")
                .schema("id LONG, size FLOAT, shape STRING, price FLOAT, colour STRING")
                .csv(csv().toString())
                .repartition(3)
                .write()
                .parquet(parquet.toString());
        String run = train(parquet.toString(), "label: price", "loss: squared", "metrics: [rmse]");
        JsonNode scores = evaluate(run, parquet, "--metrics", "rmse");
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", parquet.toString(), "--output", output.toString())
                .isDone();
        List<Row> rows = spark.read().parquet(output.toString()).collectAsList();
        assertThat(rows.get(0).schema().simpleString())
                .isEqualTo("struct<id:bigint,size:float,shape:string,price:float,colour:string,prediction:double>");
        List<Row> given = spark.read().parquet(parquet.toString()).collectAsList();
        assertThat(rows).hasSameSizeAs(given);
        double squares = 0;
        for (Row row : rows) {
            squares += (row.getFloat(3) - row.getDouble(5)) * (row.getFloat(3) - row.getDouble(5));
        }
        assertThat(Math.sqrt(squares / ROWS))
                .isBetween(
                        scores.get("rmse").asDouble() - 1e-6, scores.get("rmse").asDouble() + 1e-6);
    }

    @Test
    void libsvm() throws IOException {
        List<String> lines = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < ROWS; i++) {
            int feature = 1 + random.nextInt(20);
            lines.add((feature <= 10 ? "+1 " : "-1 ") + feature + ":1 25:0.5");
        }
        Path file = Files.write(temp.resolve("rows.svm"), lines);
        String run = train(file.toString(), "loss: logistic", "metrics: [accuracy]");
        assertThat(evaluate(run, file).get("accuracy").asDouble()).isEqualTo(1);
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", file.toString(), "--output", output.toString(), "--output-format", "json")
                .isDone();
        List<String> predicted = spark.read().json(output.toString()).select("prediction").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
        assertThat(predicted)
                .isEqualTo(lines.stream()
                        .map(line -> line.startsWith("+") ? "1" : "-1")
                        .toList());
    }

    @Test
    void idx() throws IOException {
        Random random = new Random(4);
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        images.write(ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(ROWS)
                .putInt(2)
                .putInt(2)
                .array());
        labels.write(ByteBuffer.allocate(8).putInt(0x801).putInt(ROWS).array());
        for (int i = 0; i < ROWS; i++) {
            int label = random.nextInt(3);
            labels.write(label);
            for (int pixel = 0; pixel < 4; pixel++) {
                images.write(pixel == label ? 200 + random.nextInt(56) : random.nextInt(50));
            }
        }
        Path imageFile = gzip("images-idx3-ubyte.gz", images.toByteArray());
        Path labelFile = gzip("labels-idx1-ubyte.gz", labels.toByteArray());
        String run = train(
                "{path: " + imageFile + ", labels: " + labelFile + "}", "loss: cross_entropy", "metrics: [accuracy]");
        JsonNode scores = evaluate(run, imageFile, "--labels", labelFile.toString());
        assertThat(scores.get("accuracy").asDouble()).isEqualTo(1);
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", imageFile.toString(), "--output", output.toString())
                .isDone();
        assertThat(spark.read().parquet(output.toString()).columns())
                .containsExactly("prediction", "probability_0", "probability_1", "probability_2");
    }

    @Test
    void theFilesOfARunAreWhole() throws IOException {
        String run = train(csv().toString(), "label: colour", "loss: logistic", "metrics: [accuracy]");
        Path folder = Path.of(run);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "checkpoints",
                            "config.yaml",
                            "metrics.jsonl",
                            "model",
                            "report.html",
                            "result.json",
                            "spark.log",
                            "tensorboard");
        }
        List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(30);
        JsonNode line = JSON.readTree(lines.get(29));
        for (String key : List.of(
                "epoch",
                "step",
                "loss",
                "learning_rate",
                "grad_norm",
                "val_loss",
                "val_accuracy",
                "rows_per_second",
                "seconds",
                "wait_seconds",
                "reduce_seconds",
                "update_seconds")) {
            assertThat(line.path(key).isNumber()).as(key).isTrue();
        }
        assertThat(line.get("epoch").asInt()).isEqualTo(30);
        JsonNode result = JSON.readTree(Files.readString(folder.resolve("result.json")));
        assertThat(result.get("status").asText()).isEqualTo("completed");
        assertThat(result.get("monitor").asText()).isEqualTo("val_loss");
        assertThat(result.get("shards").asInt()).isEqualTo(2);
        assertThat(result.get("rows").get("test").asInt()).isEqualTo(ROWS / 5);
        for (String key : List.of("val_loss", "val_accuracy", "test_loss", "test_accuracy", "best_epoch", "steps")) {
            assertThat(result.get(key)).as(key).isNotNull();
        }
        assertThat(result.get("versions").fieldNames()).toIterable().contains("lockstep", "spark", "java", "scala");
        assertThat(folder.resolve("report.html")).content().contains("Completed: 30 epochs", "label: {column: colour");
        try (Stream<Path> events = Files.list(folder.resolve("tensorboard"))) {
            assertThat(events).singleElement().asString().contains("/events.out.tfevents.");
        }
        // What is written is the same run.
        assertThat(Shell.run("train", folder.resolve("config.yaml").toString(), "--set", "output=" + folder + "2")
                        .exitCode())
                .isZero();
        assertThat(folder.resolveSibling("out2/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("model/model.safetensors"));
    }

    @Test
    void lbfgsSaysThatItHasConvergedAndIsWrittenToBeRunAgain() throws IOException {
        Path folder = temp.resolve("out");
        Path yaml = Files.writeString(temp.resolve("run.yaml"), """
                        data: {train: %s, label: colour, validation: {fraction: 0.2}}
                        loss: {name: logistic, l2: 0.001}
                        optimizer: lbfgs
                        trainer: {epochs: 200, shards: 2}
                        output: %s
                        """.formatted(csv(), folder));
        assertThat(Shell.run("train", yaml.toString()).isDone().out())
                .contains("converged: best epoch", "of 200 epochs", "_tolerance is 1.0E-", " gradients\n");
        JsonNode result = JSON.readTree(folder.resolve("result.json").toFile());
        assertThat(result.get("status").asText()).isEqualTo("converged");
        assertThat(result.get("reason").asText()).contains("_tolerance is");
        assertThat(result.get("steps").asInt()).isBetween(3, 100);
        assertThat(result.get("gradients").asInt())
                .isGreaterThan(result.get("steps").asInt());
        Shell.run("train", folder.resolve("config.yaml").toString(), "--set", "output=" + folder + "2")
                .isDone();
        assertThat(folder.resolveSibling("out2/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("model/model.safetensors"));
        Path frozen = Files.writeString(
                temp.resolve("frozen.yaml"),
                Files.readString(yaml)
                        .replace("lbfgs", "{name: lbfgs, groups: [{match: layer1, frozen: true}]}")
                        .replace(folder.toString(), folder + "3"));
        Shell.run("train", frozen.toString())
                .failsWith(2, "optimizer: groups: match layer1 is none of the tensors weight");
    }

    @Test
    void whereGradientsAreAccumulatedAnEpochOfTheScheduleStillIsOne() throws IOException {
        Path yaml = Files.writeString(temp.resolve("run.yaml"), """
                        data: {train: %s, label: colour}
                        loss: logistic
                        optimizer: {name: sgd, gradient_accumulation_steps: 2}
                        schedule: {name: exponential, learning_rate: 0.5, decay_rate: 0.5, decay_steps: 1 epoch, staircase: true}
                        trainer: {epochs: 4, batch_size: 16, shards: 2}
                        output: %s
                        """.formatted(csv(), temp.resolve("out")));
        Shell.run("train", yaml.toString()).isDone();
        List<String> epochs = Files.readAllLines(temp.resolve("out/metrics.jsonl"));
        assertThat(JSON.readTree(epochs.get(3)).get("learning_rate").asDouble()).isEqualTo(0.0625);
    }

    @Test
    void groupsThatMatchNoTensorAreErrorsOfTheConfiguration() throws IOException {
        Path yaml = yaml(
                csv().toString(),
                "label: colour",
                "loss: logistic",
                "optimizer: {name: adam, groups: [{match: layer1, frozen: true}]}");
        Shell.run("train", yaml.toString())
                .failsWith(2, "optimizer: groups: match layer1 is none of the tensors weight");
    }

    @Test
    void aRunThatEndsWithinAnEpochSaysInWhich() throws IOException {
        Path yaml = yaml(
                csv().toString(), "label: colour", "loss: logistic", "early_stopping: {patience: 1, min_delta: 100}");
        assertThat(Shell.run("train", yaml.toString(), "--set=trainer.evaluate_every=2 steps")
                        .isDone()
                        .out())
                .contains("stopped early in epoch 1 of 30: best epoch 1, 4 steps, ");
        assertThat(temp.resolve("out/report.html")).content().contains("<p>Stopped early in epoch 1: 4 steps, ");
    }

    @Test
    void overwriteReplacesTheRun() throws IOException {
        Path yaml = yaml(csv().toString(), "label: colour", "loss: logistic");
        Shell.run("train", yaml.toString()).isDone();
        Shell.run("train", yaml.toString(), "--resume", "never").failsWith(2, "--overwrite");
        Shell.run("train", yaml.toString(), "--overwrite", "--set", "trainer.epochs=2")
                .isDone();
        assertThat(Files.readAllLines(temp.resolve("out/metrics.jsonl"))).hasSize(2);
    }

    @Test
    void aRunThatDivergesSaysSoAndLeavesNoModel() throws IOException {
        Path yaml = yaml(csv().toString(), "label: price", "loss: squared", "optimizer: sgd");
        Shell.run("train", yaml.toString(), "--set", "schedule.learning_rate=1e20")
                .failsWith(5, "step", "learning rate", "or scale the features");
        assertThat(JSON.readTree(temp.resolve("out/result.json").toFile())
                        .get("status")
                        .asText())
                .isEqualTo("diverged");
        assertThat(temp.resolve("out/model")).doesNotExist();
        assertThat(temp.resolve("out/report.html")).content().contains("<p>Diverged. ", "or scale the features");
    }

    @Test
    void aRunThatDivergesNamesTheLabelIfNothingScalesIt() throws IOException {
        String rate = "schedule.learning_rate=1e20";
        Path scaled = yaml(csv().toString(), "label: price", "loss: squared", "optimizer: sgd");
        assertThat(Shell.run("train", scaled.toString(), "--set", rate).err()).doesNotContain("data.label");

        Path unscaled =
                yaml(csv().toString(), "label: {column: price, scale: none}", "loss: squared", "optimizer: sgd");
        Shell.run("train", unscaled.toString(), "--overwrite", "--set", rate)
                .failsWith(5, "scale the features, or the label with data.label: {column: price, scale: standard}");
    }

    @Test
    void predictingWithoutAFeatureNamesIt() throws IOException {
        String run = train(csv().toString(), "label: colour", "loss: logistic");
        Path less = Files.writeString(temp.resolve("less.csv"), "id,shape\n1,round\n");
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", less.toString(), "--output", output.toString())
                .failsWith(3, "size");
        assertThat(output).doesNotExist();
        Files.createDirectories(output);
        Shell.run("predict", run, "--data", csv().toString(), "--output", output.toString())
                .failsWith(2, "there already");
    }

    @Test
    void predictionsDoNotReplaceWhatTheyAreMadeOf() throws IOException {
        String run = train(csv().toString(), "label: colour", "loss: logistic");
        Path folder = Files.createDirectories(temp.resolve("input"));
        Path part = Files.copy(csv(), folder.resolve("part-0.csv"));
        String input = folder.toString();
        Shell.run("predict", run, "--data", input, "--output", input, "--overwrite")
                .failsWith(2, "--output " + input, "the same");
        assertThat(part).hasSameBinaryContentAs(csv());
    }

    @Test
    void predictionsDoNotReplaceTheTableTheyAreMadeOf() throws IOException {
        String run = train(csv().toString(), "label: colour", "loss: logistic");
        Path output = temp.resolve("table");
        Shell.run("predict", run, "--data", csv().toString(), "--output", output.toString(), "--output-format", "json")
                .isDone();
        spark.sql("CREATE TABLE made USING json LOCATION '" + output.toUri() + "'");
        try {
            Shell.run(
                            "predict",
                            run,
                            "--data=made",
                            "--format=table",
                            "--order-by=id",
                            "--output=" + output,
                            "--overwrite")
                    .failsWith(2, "--output", "table made are the same");
            assertThat(spark.table("made").count()).isEqualTo(ROWS);
        } finally {
            spark.sql("DROP TABLE made");
        }
    }

    @Test
    void predictionsCanBeEvaluatedAsTheyAre() throws IOException {
        List<String> lines = new ArrayList<>(List.of("note;size;colour"));
        for (int i = 0; i < ROWS; i++) {
            lines.add((i % 3 == 0 ? "\"says \"\"x;y\"\" \"" : i % 3 == 1 ? "\"\"" : "?") + ";" + i + ";"
                    + (i < ROWS / 2 ? "red" : "blue"));
        }
        Path csv = Files.write(temp.resolve("rows.csv"), lines);
        String run =
                train("{path: " + csv + ", options: {sep: ;, nullValue: \"?\"}}", "label: colour", "loss: logistic");
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", csv.toString(), "--output", output.toString(), "--output-format", "csv")
                .isDone();
        assertThat(evaluate(run, output)).isEqualTo(evaluate(run, csv));
    }

    @Test
    void theDoctorFindsAllWell() throws IOException {
        Shell.Said said = Shell.run(
                "doctor",
                yaml(csv().toString(), "label: colour", "loss: logistic").toString());
        assertThat(said.out()).doesNotContain("FAILED").contains("training data", "2 tasks at once");
        assertThat(said.exitCode()).isZero();
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void theDoctorSaysWhatToDo() throws IOException {
        Shell.Said said = Shell.run(
                "doctor",
                yaml(temp.resolve("nosuch.csv").toString(), "label: a", "loss: squared")
                        .toString());
        assertThat(said.out()).containsPattern("FAILED +training data .*nosuch.csv");
        assertThat(said.exitCode()).isEqualTo(3);
    }

    private String train(String source, String... lines) throws IOException {
        Shell.Said said = Shell.run("train", yaml(source, lines).toString()).isDone();
        assertThat(said.out())
                .contains(
                        "completed: best epoch",
                        "validation",
                        "test",
                        temp.resolve("out").toString());
        return temp.resolve("out").toString();
    }

    private JsonNode evaluate(String run, Path data, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("evaluate", run, "--data", data.toString(), "--json"));
        arguments.addAll(List.of(more));
        return JSON.readTree(
                Shell.run(arguments.toArray(String[]::new)).isDone().out());
    }

    private List<String> predictedCsv(String run, Path data) throws IOException {
        Path output = temp.resolve("predicted");
        Shell.run("predict", run, "--data", data.toString(), "--output", output.toString(), "--overwrite")
                .isDone();
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(output)) {
            for (Path part : parts.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    /** Lines with a colon and a blank at their start belong to data if they say label. */
    private Path yaml(String source, String... lines) throws IOException {
        StringBuilder data = new StringBuilder("data:\n  train: " + source + "\n  validation: {fraction: 0.2}\n"
                + "  test: {every: 5, remainder: 4}\n");
        StringBuilder rest = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith("label:")) {
                data.append("  ").append(line).append('\n');
            } else {
                rest.append(line).append('\n');
            }
        }
        return Files.writeString(
                temp.resolve("run.yaml"),
                data + rest.toString() + "schedule: {name: constant, learning_rate: 0.05}\n"
                        + "trainer: {epochs: 30, batch_size: 16, shards: 2}\noutput: " + temp.resolve("out") + "\n");
    }

    private Path csv() throws IOException {
        Random random = new Random(2);
        List<String> lines = new ArrayList<>(List.of("id,size,shape,price,colour"));
        for (int i = 0; i < ROWS; i++) {
            double size = Math.round(random.nextGaussian() * 100) / 100.0;
            boolean round = random.nextBoolean();
            String colour = size + (round ? 1 : -1) > 0 ? "red" : "blue";
            String shown = i % 50 == 7
                    ? ""
                    : String.format(Locale.ROOT, "%.2f", size + 0.001).replaceAll("0$", "5");
            lines.add(i + "," + shown + "," + (round ? "round" : "square") + "," + i % 7 + "," + colour);
        }
        return Files.write(temp.resolve("rows.csv"), lines);
    }

    private Path gzip(String name, byte[] bytes) throws IOException {
        Path file = temp.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes);
        }
        return file;
    }
}

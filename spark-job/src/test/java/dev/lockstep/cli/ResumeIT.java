package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.checkpoint.CheckpointFiles;
import dev.lockstep.checkpoint.CheckpointStore;
import dev.lockstep.checkpoint.LocalFiles;
import dev.lockstep.cli.Shell.Said;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.spark.AllowedChanges;
import dev.lockstep.spark.JobListener;
import dev.lockstep.spark.SavedRun;
import dev.lockstep.spark.SharedSpark;
import dev.lockstep.spark.TrainingJob;
import dev.lockstep.train.StepReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command again. A run that was killed is one whose later files are not there. */
final class ResumeIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 120;
    /** Twelve steps an epoch: checkpoints in the middle of epochs, and evaluations between checkpoints. */
    private static final String TRAINER = "trainer: {epochs: 4, batch_size: 8, evaluate_every: 9 steps}\n";

    @TempDir
    private Path temp = Path.of("");

    @BeforeEach
    void begin() throws IOException {
        SharedSpark.session();
        csv(ROWS);
    }

    private void csv(int rows) throws IOException {
        Random random = new Random(2);
        List<String> lines = new ArrayList<>(List.of("size,shape,price"));
        for (int i = 0; i < rows; i++) {
            double size = random.nextGaussian();
            lines.add(String.format(Locale.ROOT, "%.3f,%s,%.3f", size, i % 3 == 0 ? "round" : "square", size + i % 3));
        }
        Files.write(temp.resolve("rows.csv"), lines);
    }

    private Path yaml(String name, String... lines) throws IOException {
        return Files.writeString(
                temp.resolve(name + ".yaml"),
                "data: {train: " + temp.resolve("rows.csv") + ", validation: {fraction: 0.2}, label: price}\n"
                        + "loss: squared\nmetrics: [rmse]\n"
                        + String.join("\n", lines) + "\noutput: " + temp.resolve(name) + "\n");
    }

    private Path adam(String name) throws IOException {
        return yaml(
                name,
                TRAINER,
                "optimizer: {name: adam, use_ema: true}",
                "schedule: {name: cosine, learning_rate: 0.05, decay_steps: 100%}",
                "plateau: {patience: 1}",
                "checkpoint: {every: 5 steps, keep: 50}");
    }

    private static Said train(Path yaml, String... more) {
        return Shell.run(Stream.concat(Stream.of("train", yaml.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    /** Leaves of a run that has ended what one would have left that was killed after this checkpoint. */
    private static void killed(Path run, long step) throws IOException {
        for (String name : List.of("result.json", "report.html", "model")) {
            delete(run.resolve(name));
        }
        for (Path checkpoint : checkpoints(run)) {
            if (step(checkpoint) > step) {
                delete(checkpoint);
            }
        }
        // The files that grow are ahead of the checkpoint, and end in the middle of a line.
        Files.writeString(run.resolve("metrics.jsonl"), "{\"epoch\":", StandardOpenOption.APPEND);
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("step-".length(), "step-".length() + 12));
    }

    private static List<Path> checkpoints(Path run) throws IOException {
        try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
            return all.filter(path -> path.getFileName().toString().startsWith("step-"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static byte[] model(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model/model.safetensors"));
    }

    /** The lines of the metrics file without what the clock says. */
    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            ObjectNode node = (ObjectNode) JSON.readTree(line);
            node.remove(List.of("seconds", "wait_seconds", "reduce_seconds", "update_seconds", "rows_per_second"));
            lines.add(node);
        }
        return lines;
    }

    private static JsonNode result(Path run) throws IOException {
        ObjectNode node = (ObjectNode) JSON.readTree(run.resolve("result.json").toFile());
        node.remove(List.of("seconds", "phase_seconds"));
        return node;
    }

    @Test
    void aRunThatWasKilledGoesOnAndEndsWithTheSameBits() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        assertThat(train(yaml).isDone().out()).contains("completed: ").doesNotContain("resuming");
        byte[] model = model(run);
        List<JsonNode> metrics = metrics(run);
        JsonNode result = result(run);
        byte[] config = Files.readAllBytes(run.resolve("config.yaml"));
        assertThat(checkpoints(run)).extracting(ResumeIT::step).contains(5L, 10L, 45L, 48L);
        for (long step : new long[] {45, 10}) {
            killed(run, step);
            assertThat(train(yaml).isDone().out()).contains("resuming " + run + " after step " + step, "completed: ");
            assertThat(model(run)).isEqualTo(model);
            assertThat(metrics(run)).isEqualTo(metrics);
            assertThat(result(run)).isEqualTo(result);
            assertThat(run.resolve("config.yaml")).hasBinaryContent(config);
            assertThat(run.resolve("report.html")).isNotEmptyFile();
            try (Stream<Path> events = Files.list(run.resolve("tensorboard"))) {
                assertThat(events).hasSize(1);
            }
        }
        assertThat(run.resolve("checkpoints/attempt-000003.json")).exists();
        // Killed while it wrote its end: nothing is left to train.
        killed(run, 48);
        assertThat(train(yaml, "--resume", "must").isDone().out()).contains("after step 48");
        assertThat(model(run)).isEqualTo(model);
        assertThat(result(run)).isEqualTo(result);
    }

    @Test
    void lbfgsGoesOnWithTheSameBits() throws IOException {
        Path yaml = yaml("run", "trainer: {epochs: 6, evaluate_every: 2 steps}", "optimizer: lbfgs");
        Path run = temp.resolve("run");
        train(yaml).isDone();
        byte[] model = model(run);
        List<JsonNode> metrics = metrics(run);
        JsonNode result = result(run);
        killed(run, step(checkpoints(run).get(0)));
        assertThat(train(yaml).isDone().out()).contains("resuming");
        assertThat(model(run)).isEqualTo(model);
        assertThat(metrics(run)).isEqualTo(metrics);
        assertThat(result(run)).isEqualTo(result);
    }

    @Test
    void theNumberOfShardsStaysWhateverTheNumberOfSlots() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml).isDone();
        byte[] model = model(run);
        killed(run, 15);
        SharedSpark.session("local[1]", Map.of());
        assertThat(train(yaml).isDone().out()).contains("after step 15", "2 shards");
        assertThat(model(run)).isEqualTo(model);
        SharedSpark.session();
    }

    @Test
    void aRunThatHasEndedShowsItsResultAndIsNotTouched() throws IOException {
        Path yaml = adam("run");
        train(yaml).isDone();
        Path result = temp.resolve("run/result.json");
        byte[] before = Files.readAllBytes(result);
        Said again = train(yaml).isDone();
        assertThat(again.out())
                .contains(
                        "completed before: best epoch", "4 epochs, 48 steps", "validation", "rmse", "run/report.html");
        assertThat(result).hasBinaryContent(before);
        assertThat(train(yaml, "--set", "checkpoint.keep=7").isDone().out()).contains("completed before");
        train(yaml, "--resume", "never").failsWith(2, "is not empty", "--overwrite");
        train(yaml, "--resume", "must", "--overwrite").failsWith(2, "leave one of them out");
        csv(ROWS + 20);
        train(yaml).failsWith(4, "the data of this run has changed: data.train.files: 1 file of ", "--overwrite");
        assertThat(train(yaml, "--allow-changed", "data").isDone().out()).contains("completed before");
        assertThat(result).hasBinaryContent(before);
    }

    @Test
    void theConfigurationOfTheCheckpointIsComparedToo() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml).isDone();
        killed(run, 20);
        Path config = run.resolve("config.yaml");
        String before = Files.readString(config);
        assertThat(before).contains("epochs: 4");
        Files.writeString(config, before.replace("epochs: 4", "epochs: 5")); // and was killed before it saved anything
        train(yaml, "--set", "trainer.epochs=5").failsWith(4, "trainer.epochs: 4 is now 5");
    }

    @Test
    void aChangedConfigurationIsRefusedUnlessItIsAllowed() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        String[] longer = {"--set", "trainer.epochs=6", "--set", "schedule.learning_rate=0.01"};
        train(yaml).isDone();
        train(yaml, longer)
                .failsWith(
                        4,
                        "the configuration of this run has changed: schedule.learning_rate: 0.05 is now 0.01;"
                                + " trainer.epochs: 4 is now 6",
                        "allow it with --allow-changed schedule.learning_rate,trainer.epochs",
                        "--overwrite");
        killed(run, 25);
        train(yaml, longer).failsWith(4, "trainer.epochs: 4 is now 6");
        String[] allowed = Stream.concat(Stream.of(longer), Stream.of("--allow-changed", "schedule, trainer.epochs"))
                .toArray(String[]::new);
        assertThat(train(yaml, allowed).isDone().out()).contains("after step 25", "6 of 6 epochs, 72 steps");
        assertThat(metrics(run)).hasSize(8);
        assertThat(train(yaml, longer).isDone().out()).contains("completed before: ", "6 epochs, 72 steps");
        // One that has ended goes on when it is to be longer.
        assertThat(train(
                                yaml,
                                "--set",
                                "trainer.epochs=7",
                                "--set",
                                "schedule.learning_rate=0.01",
                                "--allow-changed=trainer")
                        .isDone()
                        .out())
                .contains("after step 72", "7 of 7 epochs, 84 steps");
        train(yaml, "--set", "optimizer.name=sgd", "--allow-changed", "optimizer,schedule,trainer")
                .failsWith(4, "the checkpoint of step 84 is not of this model and optimizer", "--overwrite");
    }

    /** How sums are rounded decides what comes out; by which runner they come does not. */
    @Test
    void aChangedCompressionIsRefusedAndAnotherRunnerIsNot() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml, "--set", "trainer.compression=bf16").isDone();
        byte[] model = model(run);
        killed(run, 25);
        train(yaml).failsWith(4, "trainer.compression: bf16 is now none", "--allow-changed trainer.compression");
        assertThat(train(yaml, "--set", "trainer.compression=bf16", "--set", "trainer.runner=job")
                        .isDone()
                        .out())
                .contains("after step 25", "completed: ");
        assertThat(model(run)).isEqualTo(model);
        train(yaml, "--overwrite").isDone();
        assertThat(model(run)).isNotEqualTo(model);
    }

    /** As a version wrote it that knew no compression. */
    @Test
    void aConfigurationWithoutCompressionIsOneOfNone() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml).isDone();
        Path config = run.resolve("config.yaml");
        String before = Files.readString(config);
        assertThat(before).contains("compression: none");
        Files.writeString(config, before.replaceAll("(, |\n *)compression: none", ""));
        assertThat(Files.readString(config)).doesNotContain("compression");
        assertThat(train(yaml).isDone().out()).contains("completed before");
        train(yaml, "--set", "trainer.compression=bf16").failsWith(4, "trainer.compression: none is now bf16");
    }

    @Test
    void changedDataIsRefusedUnlessItIsAllowed() throws IOException {
        Path yaml = adam("run");
        train(yaml).isDone();
        killed(temp.resolve("run"), 20);
        csv(ROWS + 20);
        train(yaml)
                .failsWith(
                        4,
                        "the data of this run has changed: data.preparation: ",
                        "data.rows.training: 96 is now 112",
                        "data.train.files: 1 file of ");
        assertThat(temp.resolve("run/result.json")).doesNotExist();
        assertThat(train(yaml, "--allow-changed", "data").isDone().out()).contains("after step 20", "completed: ");
    }

    @Test
    void aDamagedCheckpointIsPassedOverAndIfAllAreNothingIsDone() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml).isDone();
        byte[] model = model(run);
        killed(run, 20);
        List<Path> checkpoints = checkpoints(run);
        Path newest = checkpoints.get(checkpoints.size() - 1);
        flip(newest.resolve("optimizer.safetensors"));
        assertThat(train(yaml).isDone().out())
                .contains(
                        "checkpoint " + newest.getFileName() + " is damaged, taking the one before: "
                                + newest.getFileName() + "/optimizer.safetensors: expected SHA-256",
                        "after step 15");
        assertThat(model(run)).isEqualTo(model);
        killed(run, 20);
        for (Path checkpoint : checkpoints(run)) {
            flip(checkpoint.resolve("state.json"));
        }
        Said refused = train(yaml);
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("expected one that is whole, found ", "start afresh with --overwrite");
        assertThat(train(yaml, "--overwrite").isDone().out()).doesNotContain("resuming");
        assertThat(model(run)).isEqualTo(model);
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whereThereIsNoCheckpointYetItBeginsAndSaysSo() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml, "--resume", "must").failsWith(4, "there is no checkpoint in " + run);
        assertThat(run).doesNotExist();
        train(yaml, "--set", "checkpoint=none").isDone();
        byte[] model = model(run);
        assertThat(checkpoints(run)).isEmpty();
        train(yaml, "--set", "checkpoint=none", "--set", "trainer.epochs=5", "--allow-changed", "trainer.epochs")
                .failsWith(4, "has ended, and kept no checkpoint to go on from");
        killed(run, 0);
        train(yaml, "--set", "trainer.epochs=5").failsWith(4, "trainer.epochs: 4 is now 5");
        assertThat(train(yaml).isDone().out()).contains(run + " has no checkpoint yet: starting from the beginning");
        assertThat(model(run)).isEqualTo(model);
    }

    @Test
    void aRunThatAnotherProcessIsAtIsLeftAloneUnlessItIsTakenOver() throws IOException {
        Path yaml = adam("run");
        Path run = temp.resolve("run");
        train(yaml).isDone();
        killed(run, 20);
        Path lease = run.resolve("checkpoints/attempt-000001.json");
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        Files.writeString(
                lease,
                Files.readString(lease)
                        .replace("\"pid\" : " + ProcessHandle.current().pid(), "\"pid\" : " + parent.pid())
                        .replaceAll(
                                "\"started\" : \"[^\"]*\"",
                                "\"started\" : \""
                                        + parent.info().startInstant().orElseThrow() + "\""));
        train(yaml).failsWith(2, "process " + parent.pid() + " on ", " is at the run in " + run, "--take-over");
        train(yaml, "--overwrite").failsWith(2, "--take-over");
        assertThat(train(yaml, "--take-over").isDone().out()).contains("after step 20");
    }

    @Test
    void whoIsSupersededEndsAndWritesNothing() throws IOException {
        RunConfig config = RunConfigs.read(adam("run"), Map.of(), List.of());
        CheckpointFiles files = new LocalFiles(temp.resolve("run/checkpoints"));
        JobListener takesOver = atStep(12, () -> store(files).begin(false));
        TrainingJob job = new TrainingJob(config, SharedSpark.session(), List.of(takesOver), saved(files));
        assertThatThrownBy(job::run)
                .satisfies(thrown -> assertThat(Failure.of(thrown).exitCode()).isEqualTo(8))
                .satisfies(thrown -> assertThat(Failure.of(thrown).line())
                        .startsWith("attempt 1 at this run was superseded by attempt 2"));
        assertThat(checkpoints(temp.resolve("run")))
                .extracting(ResumeIT::step)
                .contains(5L)
                .doesNotContain(15L);
    }

    @Test
    void whoIsSupersededAndFailsLeavesTheFilesAlone() throws Exception {
        Path yaml = yaml(
                "run",
                "trainer: {epochs: 100, batch_size: 8}",
                "optimizer: sgd",
                "schedule: {name: piecewise, boundaries: [60 epochs], values: [0.001, 1e30]}",
                "checkpoint: none");
        Path run = temp.resolve("run");
        Thread other = new Thread(() -> {
            try {
                while (!Files.exists(run.resolve("tensorboard"))) {
                    Thread.sleep(1);
                }
                store(new LocalFiles(run.resolve("checkpoints"))).begin(false);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        other.start();
        train(yaml).failsWith(8, "attempt 1 at this run was superseded by attempt 2");
        other.join();
        assertThat(run.resolve("result.json")).doesNotExist();
        assertThat(run.resolve("report.html")).doesNotExist();
    }

    private static CheckpointStore store(CheckpointFiles files) {
        int[] id = {0};
        return new CheckpointStore(files, 3, () -> String.format(Locale.ROOT, "%08x", id[0]++), warning -> {});
    }

    private static SavedRun saved(CheckpointFiles files) {
        return new SavedRun(store(files), Optional.empty(), AllowedChanges.NONE);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static JobListener atStep(long step, Work work) {
        return new JobListener() {
            @Override
            public void stepped(StepReport report) {
                if (report.step().number() == step) {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
    }

    @Test
    void aDiskThatIsFullIsAWarningTwiceAndThenTheEnd() throws IOException {
        RunConfig config = RunConfigs.read(adam("run"), Map.of(), List.of());
        List<String> warnings = new ArrayList<>();
        AtomicBoolean full = new AtomicBoolean();
        CheckpointFiles files = new FullDisk(new LocalFiles(temp.resolve("run/checkpoints")), full);
        JobListener listener = listener(12, full, warnings::add);
        TrainingJob job = new TrainingJob(config, SharedSpark.session(), List.of(listener), saved(files));
        assertThatThrownBy(job::run)
                .satisfies(thrown -> assertThat(Failure.of(thrown).exitCode()).isEqualTo(6))
                .satisfies(thrown -> assertThat(Failure.of(thrown).line())
                        .contains(
                                "3 checkpoints in a row could not be written",
                                "No space left",
                                "the last good one is of step "));
        assertThat(warnings).hasSize(2);
        assertThat(checkpoints(temp.resolve("run")))
                .extracting(ResumeIT::step)
                .contains(5L)
                .doesNotContain(15L);
    }

    private static JobListener listener(long step, AtomicBoolean full, Consumer<String> warnings) {
        return new JobListener() {
            @Override
            public void stepped(StepReport report) {
                full.set(report.step().number() >= step);
            }

            @Override
            public void warning(String line) {
                warnings.accept(line);
            }
        };
    }

    /** Files of which no more can be written from some moment on. */
    private record FullDisk(CheckpointFiles files, AtomicBoolean full) implements CheckpointFiles {
        @Override
        public OutputStream create(String path) throws IOException {
            if (full.get()) {
                throw new IOException("No space left on device");
            }
            return files.create(path);
        }

        @Override
        public InputStream open(String path) throws IOException {
            return files.open(path);
        }

        @Override
        public long length(String path) throws IOException {
            return files.length(path);
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return files.list(folder);
        }

        @Override
        public boolean renames() {
            return files.renames();
        }

        @Override
        public void rename(String from, String to) throws IOException {
            files.rename(from, to);
        }

        @Override
        public void delete(String path) throws IOException {
            files.delete(path);
        }
    }
}

package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes at one run. */
final class TakeOverIT {
    @TempDir
    private Path folder;

    private static List<String> command(String... more) {
        List<String> command = Folder.lockstep(
                "train",
                Folder.path().resolve("examples/quickstart.yaml").toString(),
                "--master=local[2]",
                "--set=output=run",
                "--set=data.train.rows=20000",
                "--set=trainer.epochs=100",
                "--set=trainer.shards=2",
                "--set=early_stopping=none",
                "--set=checkpoint.every=7 steps");
        command.addAll(List.of(more));
        return command;
    }

    @Test
    void aDriverThatWakesUpAfterAnotherTookOverEndsWith8AndOverwritesNothing() throws Exception {
        try (Running sleeping = Running.start(folder, Map.of(), command())) {
            sleeping.awaitUntil(() -> checkpoints() >= 3);
            Signal.send(Signal.STOP, sleeping.handle());

            Outcome refused = Running.run(folder, Map.of(), command());
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err())
                    .hasLineCount(1)
                    .contains("process " + sleeping.handle().pid() + " on ", "is at the run in", "--take-over");

            Outcome second = Running.run(folder, Map.of(), command("--take-over"));
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.out()).containsPattern("resuming \\S*run after step \\d+");
            Map<String, String> files = files();

            Signal.send(Signal.GO_ON, sleeping.handle());
            Outcome woken = sleeping.await();
            assertThat(woken.exitCode()).as(woken.err()).isEqualTo(8);
            assertThat(woken.err()).contains("attempt 1 at this run was superseded by attempt 2");
            assertThat(files()).containsAllEntriesOf(files);
        }
    }

    private long checkpoints() {
        Path checkpoints = folder.resolve("run/checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(checkpoints)) {
            return all.filter(one -> Files.exists(one.resolve("MANIFEST.json"))).count();
        } catch (IOException e) {
            return 0; // one went while they were listed
        }
    }

    /** What is in the files of the run, but for Spark's log, to which both add lines. */
    private Map<String, String> files() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Path run = folder.resolve("run");
        try (Stream<Path> all = Files.walk(run)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("spark.log"))
                    .toList()) {
                contents.put(
                        run.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(contents).containsKeys("result.json", "metrics.jsonl", "model/model.safetensors", "config.yaml");
        return contents;
    }
}

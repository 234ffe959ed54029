package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed with -9 in the middle of its training, and the same command again. */
final class ResumeAfterKillIT {
    @TempDir
    private Path folder;

    private static List<String> command(String output, String every) {
        return new ArrayList<>(Folder.lockstep(
                "train",
                Folder.path().resolve("examples/quickstart.yaml").toString(),
                "--master=local[2]",
                "--set=output=" + output,
                "--set=data.train.rows=20000",
                "--set=trainer.epochs=60",
                "--set=trainer.shards=2",
                "--set=early_stopping=none",
                "--set=checkpoint.every=" + every));
    }

    @Test
    void theSameCommandAgainEndsWithTheSameBits() throws Exception {
        assertThat(Running.run(folder, Map.of(), command("whole", "100 epochs")).exitCode())
                .isZero();

        List<String> killed = command("killed", "7 steps");
        try (Running running = Running.start(folder, Map.of(), killed)) {
            running.awaitUntil(() -> checkpoints("killed") >= 3);
            running.handle().descendants().forEach(ProcessHandle::destroyForcibly);
            running.handle().destroyForcibly();
            assertThat(running.await().exitCode()).isEqualTo(137);
        }
        assertThat(folder.resolve("killed/result.json")).doesNotExist();

        Outcome again = Running.run(folder, Map.of(), killed);
        assertThat(again.err()).isEmpty();
        assertThat(again.exitCode()).isZero();
        assertThat(again.out())
                .containsPattern("resuming \\S*killed after step \\d+")
                .contains("completed: ");
        assertThat(folder.resolve("killed/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/model/model.safetensors"));
        assertThat(Files.readAllLines(folder.resolve("killed/metrics.jsonl"))).hasSize(60);
    }

    private long checkpoints(String run) {
        Path checkpoints = folder.resolve(run).resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(checkpoints)) {
            return all.filter(one -> Files.exists(one.resolve("MANIFEST.json"))).count();
        } catch (IOException e) {
            return 0; // one went while they were listed
        }
    }
}

package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignalIT {
    private static final int SIGINT = 2;

    @TempDir
    private Path folder;

    @Test
    void ctrlCEndsTheRunWith130AndLeavesAResult() throws Exception {
        assumeThat(ignoresInterrupts())
                .as("started with SIGINT ignored, as by & in a script")
                .isFalse();

        assertThat(interrupted("-INT").exitCode()).isEqualTo(130);

        assertThat(folder.resolve("run/result.json")).content().containsPattern("\"status\"\\s*:\\s*\"stopped\"");
        assertThat(folder.resolve("run/model/model.safetensors")).isNotEmptyFile();
    }

    @Test
    void sigtermEndsTheRunWith143AndLeavesAResult() throws Exception {
        assertThat(interrupted("-TERM").exitCode()).isEqualTo(143);

        assertThat(folder.resolve("run/result.json")).content().containsPattern("\"status\"\\s*:\\s*\"stopped\"");
    }

    @Test
    void sigtermBeforeTrainingLeavesNothing() throws Exception {
        Outcome outcome = interrupted("-TERM", "20000000", running -> running.hasPrinted("reading"));

        assertThat(outcome.exitCode()).isEqualTo(143);
        assertThat(outcome.err()).contains("stopped before training").doesNotContain("Exception");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** Sends a signal after the first evaluation, and checks that no process is left. */
    private Outcome interrupted(String signal) throws IOException, InterruptedException, TimeoutException {
        return interrupted(signal, "20000", running -> Folder.contains(folder.resolve("run/metrics.jsonl"), "\n"));
    }

    private Outcome interrupted(String signal, String rows, Predicate<Running> moment)
            throws IOException, InterruptedException, TimeoutException {
        List<String> command = Folder.lockstep(
                "train",
                Folder.path().resolve("examples/quickstart.yaml").toString(),
                "--set",
                "output=run",
                "--set",
                "trainer.epochs=100000",
                "--set",
                "early_stopping=none",
                "--set",
                "data.train.rows=" + rows);
        try (Running running = Running.start(folder, Map.of(), command)) {
            running.awaitUntil(() -> moment.test(running));
            List<ProcessHandle> all = Stream.concat(
                            Stream.of(running.handle()), running.handle().descendants())
                    .toList();
            running.signal(signal);
            Outcome outcome = running.await();
            assertThat(all).noneMatch(ProcessHandle::isAlive);
            return outcome;
        }
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        Optional<String> ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst();
        return ignored.map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .map(mask -> (mask & 1L << (SIGINT - 1)) != 0)
                .orElse(false);
    }
}

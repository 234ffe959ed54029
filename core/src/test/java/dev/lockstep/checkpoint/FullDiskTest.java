package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.train.Monitor;
import dev.lockstep.train.StepEnd;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on a disk that is full: a small one in memory, which only root of a Linux may mount. */
final class FullDiskTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path disk = Path.of("");

    private final List<String> warnings = new ArrayList<>();
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        assumeThat(System.getProperty("os.name")).as("tmpfs is Linux's").isEqualTo("Linux");
        assumeThat(System.getProperty("user.name")).as("who mounts a disk").isEqualTo("root");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "lockstep-full-disk", disk.toString());
        assumeThat(mounted).as("root may mount a disk here").isTrue();
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted && !run("umount", disk.toString())) {
            assertThat(run("umount", "--lazy", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private CheckpointFiles files() {
        return new LocalFiles(disk.resolve("run/checkpoints"));
    }

    private Checkpointing saving() {
        CheckpointStore store = new CheckpointStore(files(), 3, Checkpoints.ids(), warnings::add);
        Checkpointing saving = new Checkpointing(
                store,
                Optional.of(SaveInterval.ofSteps(1)),
                Checkpoints.FACTS,
                Checkpoints.MODEL,
                List.of(),
                warnings::add);
        TrainerSettings settings =
                new TrainerSettings(1, 1, 1, 1, Monitor.TRAINING_LOSS, Optional.empty(), Optional.empty());
        saving.started(new TrainingStart(settings, 7, 9, 0, 9, 9, 0));
        return saving;
    }

    private static StepEnd end(long step, boolean waits) {
        return new StepEnd(step, waits, () -> Checkpoints.of(step, 0).snapshot());
    }

    /** All folders of checkpoints, finished or not. */
    private List<Long> steps() throws IOException {
        return files().list("").stream()
                .flatMap(name -> CheckpointName.parse(name).stream())
                .map(CheckpointName::step)
                .toList();
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    /** Leaves room for two files of a checkpoint, and not for the others. */
    private void fill() throws IOException {
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            file.write(ByteBuffer.allocate(PAGE));
                        }
                    })
                    .isInstanceOf(IOException.class);
            file.truncate(file.size() / PAGE * PAGE - 2 * PAGE);
        }
    }

    @Test
    void whatWasWrittenIsTakenBackTheOlderStayAndTheTrainingGoesOn() throws IOException {
        try (Checkpointing saving = saving()) {
            saving.between(end(1, true));
            saving.between(end(2, true));
            fill();
            saving.between(end(3, true));
            assertThat(steps()).containsExactly(1L, 2L);
            Files.delete(filler());
            saving.between(end(4, true));
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .startsWith("the checkpoint of step 3 could not be written: ")
                .contains("No space left")
                .endsWith("; the last good one is of step 2");
        assertThat(steps()).containsExactly(1L, 2L, 4L);
        CheckpointStore read = new CheckpointStore(files(), 3, Checkpoints.ids(), warnings::add);
        assertThat(read.newest()
                        .map(checkpoint -> checkpoint.snapshot().standing().step()))
                .contains(4L);
    }

    @Test
    void threeTimesInARowEndTheTraining() throws IOException {
        try (Checkpointing saving = saving()) {
            saving.between(end(1, true));
            fill();
            for (long step = 2; step <= 4; step++) {
                saving.between(end(step, false));
            }
            assertThatThrownBy(() -> saving.between(end(5, false)))
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .isInstanceOf(UnsavedException.class)
                    .hasMessageContaining("the last good one is of step 1");
        }
        assertThat(warnings).hasSize(2);
        assertThat(steps()).containsExactly(1L);
    }
}

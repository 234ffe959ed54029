package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.checkpoint.FaultyFiles.Fault;
import dev.lockstep.checkpoint.FaultyFiles.Kind;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.Snapshot;
import dev.lockstep.train.StepEnd;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingStart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When checkpoints are written, and what their failures do to a training. */
final class CheckpointingTest {
    private final FaultyFiles files = new FaultyFiles(Kind.LOCAL);
    private final List<String> warnings = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();

    private Checkpointing saving(CheckpointFiles where, Optional<SaveInterval> interval) {
        CheckpointStore store = new CheckpointStore(where, 20, Checkpoints.ids(), warnings::add);
        Checkpointing saving = new Checkpointing(
                store, interval, Checkpoints.FACTS, Checkpoints.MODEL, List.of(), warnings::add, clock::get);
        TrainerSettings settings = new TrainerSettings(
                1, 1, 1, 1, Monitor.TRAINING_LOSS, Optional.<EarlyStopping>empty(), Optional.empty());
        saving.started(new TrainingStart(settings, 7, 9, 0, 9, 9, 0));
        return saving;
    }

    private Checkpointing every(long steps) {
        return saving(files, Optional.of(SaveInterval.ofSteps(steps)));
    }

    private static StepEnd end(long step, boolean last) {
        return new StepEnd(step, last, () -> Checkpoints.of(step, 0).snapshot());
    }

    private List<Long> steps() throws IOException {
        return files.list("").stream()
                .flatMap(name -> CheckpointName.parse(name).stream())
                .map(CheckpointName::step)
                .toList();
    }

    @Test
    void writesAfterSoManyStepsAndAtTheEnd() throws IOException {
        try (Checkpointing saving = every(3)) {
            for (int step = 1; step <= 8; step++) {
                saving.evaluated(Checkpoints.of(step, 0).history().get(0));
                saving.between(end(step, step == 8));
            }
            assertThat(steps()).containsExactly(3L, 6L, 8L);
            saving.requireLease();
        }
        Checkpoint newest = new CheckpointStore(files, 3, Checkpoints.ids(), warnings::add)
                .newest()
                .orElseThrow();
        assertThat(newest.snapshot()).isEqualTo(Checkpoints.of(8, 0).snapshot());
        assertThat(newest.history()).hasSize(8);
        assertThat(newest.facts()).isEqualTo(Checkpoints.FACTS);
        assertThat(newest.model()).isEqualTo(Checkpoints.MODEL);
        assertThat(warnings).isEmpty();
    }

    @Test
    void writesAfterSoMuchTime() throws IOException {
        clock.set(Long.MAX_VALUE - 5); // clocks of this kind may overflow
        try (Checkpointing saving = saving(files, Optional.of(SaveInterval.ofTime(Duration.ofNanos(10))))) {
            for (int step = 1; step <= 9; step++) {
                clock.addAndGet(4);
                saving.between(end(step, false));
            }
        }
        assertThat(steps()).containsExactly(3L, 6L, 9L);
    }

    @Test
    void aStepIsWrittenOnce() throws IOException {
        try (Checkpointing saving = every(2)) {
            saving.between(end(2, false));
            saving.between(end(2, true));
        }
        assertThat(steps()).containsExactly(2L);
    }

    @Test
    void withoutAnIntervalThereIsOnlyTheAttempt() throws IOException {
        try (Checkpointing saving = saving(files, Optional.empty())) {
            saving.between(end(1, true));
            saving.requireLease();
        }
        assertThat(files.list("")).containsExactly("attempt-000001.json");
    }

    @Test
    void theTrainingGoesOnMeanwhileAndWaitsOnlyForTheNextSave() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CheckpointFiles slow = new Slow(files, release);
        try (Checkpointing saving = saving(slow, Optional.of(SaveInterval.ofSteps(2)))) {
            saving.between(end(2, false));
            saving.between(end(3, false)); // here, while the save is going on
            assertThat(steps()).isEmpty();
            Thread later = new Thread(release::countDown);
            later.start();
            saving.between(end(4, false));
            assertThat(steps()).contains(2L);
            later.join();
        }
        assertThat(steps()).containsExactly(2L, 4L);
    }

    /** Checkpoints cannot be created until somebody says so. */
    private record Slow(CheckpointFiles files, CountDownLatch release) implements CheckpointFiles {
        @Override
        public OutputStream create(String path) throws IOException {
            if (path.startsWith("step-")) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return files.create(path);
        }

        @Override
        public java.io.InputStream open(String path) throws IOException {
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

    @Test
    void aSaveThatFailsIsAWarningAndTheNextMaySucceed() throws IOException {
        try (Checkpointing saving = every(1)) {
            saving.between(end(1, false));
            saving.between(end(2, true)); // waits
            files.fail(5, Fault.THROWS);
            saving.between(end(3, true));
            saving.between(end(4, true));
        }
        assertThat(warnings)
                .containsExactly("the checkpoint of step 3 could not be written: no space left on device; the last good"
                        + " one is of step 2");
        assertThat(steps()).containsExactly(1L, 2L, 4L);
    }

    @Test
    void threeFailuresInARowEndTheTraining() {
        Checkpointing saving = every(1);
        failing(saving, 1);
        failing(saving, 2);
        files.fail(0, Fault.THROWS);
        saving.between(end(3, false));
        assertThatThrownBy(() -> saving.between(end(4, false)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("no space left on device")
                .cause()
                .isInstanceOf(UnsavedException.class)
                .hasMessage("3 checkpoints in a row could not be written, the last of step 3: no space left on device;"
                        + " make room or give rights, and start the same command again");
        saving.close();
        assertThat(warnings).hasSize(2);
    }

    private void failing(Checkpointing saving, long step) {
        files.fail(0, Fault.THROWS);
        saving.between(end(step, false));
        while (files.operations() < 5) { // it throws, cleans up, and looks whether it may write
            Thread.onSpinWait();
        }
    }

    @Test
    void theEndOfATrainingIsNotThrownAwayForItsCheckpoint() {
        Checkpointing saving = every(1);
        failing(saving, 1);
        failing(saving, 2);
        files.fail(0, Fault.THROWS);
        saving.between(end(3, true));
        saving.close();
        assertThat(warnings).hasSize(3);
    }

    @Test
    void aTakeoverEndsTheTraining() throws IOException {
        Checkpointing saving = every(1);
        saving.between(end(1, false));
        new CheckpointStore(files, 3, Checkpoints.ids(), warnings::add).begin(false);
        assertThatThrownBy(() -> {
                    saving.between(end(2, false));
                    saving.between(end(3, false));
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(SupersededException.class);
        assertThatThrownBy(saving::requireLease).isInstanceOf(SupersededException.class);
        saving.close();
    }

    @Test
    void weightsThatAreNotFiniteReplaceNothing() throws IOException {
        try (Checkpointing saving = every(1)) {
            saving.between(end(1, false));
            Snapshot infinite = Checkpoints.of(2, 0).snapshot();
            infinite.weights()[3] = Float.POSITIVE_INFINITY;
            saving.between(new StepEnd(2, false, () -> infinite));
            saving.between(new StepEnd(3, true, () -> infinite));
        }
        assertThat(steps()).containsExactly(1L);
        assertThat(warnings)
                .containsExactly("the checkpoint of step 2 was not written, nor are others like it: not all its numbers"
                        + " are finite; the last good one is of step 1");
    }

    @Test
    void whatIsUnforeseenIsNotHidden() {
        Checkpointing saving = every(1);
        files.interrupt(0, () -> {
            throw new IllegalStateException("a bug");
        });
        assertThatThrownBy(() -> saving.between(end(1, true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
        files.fail(0, Fault.CRASH_BEFORE);
        assertThatThrownBy(() -> saving.between(end(2, true))).isInstanceOf(FaultyFiles.Crash.class);
        saving.close();
    }

    @Test
    void closingWaitsForTheSaveUnderWay() throws IOException {
        Checkpointing saving = every(1);
        saving.between(end(1, false));
        saving.close();
        assertThat(steps()).containsExactly(1L);
        Checkpointing failing = every(1);
        files.fail(0, Fault.THROWS);
        failing.between(end(1, false));
        failing.close();
        assertThat(warnings).containsExactly("the checkpoint of step 1 could not be written: no space left on device");
    }

    @Test
    void aTrainingWhoseAttemptCannotBeTakenDoesNotBegin() {
        files.fail(0, Fault.THROWS);
        assertThatThrownBy(() -> every(1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write checkpoints: no space left on device");
    }

    @Test
    void anIntervalIsOfStepsOrOfTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> SaveInterval.ofSteps(0));
        assertThatIllegalArgumentException().isThrownBy(() -> SaveInterval.ofSteps(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> SaveInterval.ofTime(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> SaveInterval.ofTime(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new SaveInterval(1, Duration.ofSeconds(1)));
    }
}

package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.checkpoint.FaultyFiles.Fault;
import dev.lockstep.checkpoint.FaultyFiles.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which checkpoints stay, and who may write them. */
final class CheckpointStoreTest {
    private final FaultyFiles files = new FaultyFiles(Kind.HDFS);
    private final Supplier<String> ids = Checkpoints.ids();
    private final List<String> warnings = new ArrayList<>();

    private CheckpointStore store(int keep) {
        return new CheckpointStore(files, keep, ids, warnings::add);
    }

    private List<Long> steps() throws IOException {
        return files.list("").stream()
                .flatMap(name -> CheckpointName.parse(name).stream())
                .map(CheckpointName::step)
                .toList();
    }

    @Test
    void keepsTheNewestAndTheFirstWithTheBestWeights() throws IOException {
        CheckpointStore store = store(3);
        store.begin(true);
        for (int step = 10; step <= 70; step += 10) {
            store.save(Checkpoints.of(step, 15));
        }
        assertThat(steps()).containsExactly(20L, 50L, 60L, 70L);
        store.save(Checkpoints.of(80, 75));
        assertThat(steps()).containsExactly(60L, 70L, 80L);
        store.save(Checkpoints.of(90, 0));
        assertThat(steps()).containsExactly(70L, 80L, 90L);
        assertThat(warnings).isEmpty();
    }

    @Test
    void keepsTwoWhereOneIsAskedFor() throws IOException {
        CheckpointStore store = store(1);
        store.begin(true);
        for (int step = 1; step <= 4; step++) {
            store.save(Checkpoints.of(step, 0));
        }
        assertThat(steps()).containsExactly(3L, 4L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store(0))
                .withMessage("keep must be at least 1, but was 0");
    }

    @Test
    void deletesNothingWhileFewerThanTwoAreKnownToBeWhole() throws IOException {
        CheckpointStore first = store(2);
        first.begin(true);
        first.save(Checkpoints.of(1, 0));
        first.save(Checkpoints.of(2, 0));
        CheckpointStore second = store(2); // which has not read any of them
        second.begin(false);
        second.save(Checkpoints.of(3, 0));
        assertThat(steps()).containsExactly(1L, 2L, 3L);
        second.save(Checkpoints.of(4, 0));
        assertThat(steps()).containsExactly(3L, 4L);
    }

    @Test
    void aDamagedOneIsNotAmongThoseThatAreKept() throws IOException {
        CheckpointStore first = store(2);
        first.begin(true);
        for (int step = 1; step <= 3; step++) {
            first.save(Checkpoints.of(step, 0));
        }
        files.contents()
                .replaceAll((path, bytes) -> path.contains("step-000000000003") && path.endsWith(CheckpointWriter.STATE)
                        ? new byte[9]
                        : bytes);
        CheckpointStore second = store(2);
        assertThat(second.newest()).contains(Checkpoints.of(2, 0));
        second.begin(false);
        second.save(Checkpoints.of(3, 0));
        assertThat(steps()).containsExactly(2L, 3L);
        assertThat(store(2).newest()).contains(Checkpoints.of(3, 0));
    }

    @Test
    void theManifestNamesItsParent() throws IOException {
        CheckpointStore store = store(3);
        store.begin(true);
        store.save(Checkpoints.of(1, 0));
        store.save(Checkpoints.of(2, 0));
        CheckpointStore resumed = store(3);
        resumed.newest();
        resumed.begin(false);
        resumed.save(Checkpoints.of(3, 0));
        List<byte[]> manifests = files.contents().entrySet().stream()
                .filter(file -> file.getKey().endsWith(Manifest.FILE))
                .map(java.util.Map.Entry::getValue)
                .toList();
        assertThat(new String(manifests.get(0), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("parent");
        for (int i = 1; i < 3; i++) {
            assertThat(new String(manifests.get(i), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("\"parent\" : \"" + Sha256.of(manifests.get(i - 1)) + "\"");
        }
    }

    @Test
    void aFreshBeginningRemovesWhatWasThereButNotTheAttempts() throws IOException {
        CheckpointStore first = store(3);
        first.begin(true);
        first.save(Checkpoints.of(7, 0));
        CheckpointStore second = store(3);
        second.begin(true);
        assertThat(steps()).isEmpty();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(store(3).newest()).isEmpty();
        assertThatThrownBy(() -> first.save(Checkpoints.of(8, 0))).isInstanceOf(SupersededException.class);
        assertThat(steps()).isEmpty();
    }

    @Test
    void whoWasSupersededWritesNothing() throws IOException {
        CheckpointStore first = store(3);
        first.begin(true);
        first.save(Checkpoints.of(1, 0));
        first.requireLease();
        CheckpointStore second = store(3);
        second.begin(false);
        assertThatThrownBy(() -> first.save(Checkpoints.of(2, 0)))
                .isInstanceOf(SupersededException.class)
                .hasMessageMatching(
                        "attempt 1 at this run was superseded by attempt 2 \\(process \\d+ on .*\\): only one"
                                + " can write to its folder; let that one go on, or stop it and start again");
        assertThatThrownBy(first::requireLease).isInstanceOf(SupersededException.class);
        assertThat(steps()).containsExactly(1L);
        second.save(Checkpoints.of(2, 0));
        assertThat(steps()).containsExactly(1L, 2L);
    }

    @Test
    void whoseFolderWasEmptiedWritesNothing() throws IOException {
        CheckpointStore first = store(3);
        first.begin(true);
        files.contents().clear();
        assertThatThrownBy(first::requireLease)
                .isInstanceOf(SupersededException.class)
                .hasMessageContaining("was emptied or taken by another run");
        store(3).begin(true);
        assertThatThrownBy(first::requireLease).isInstanceOf(SupersededException.class);
    }

    @Test
    void whoLookedBeforeAnotherBeganTakesAndDeletesNothing() throws IOException {
        CheckpointStore late = store(3);
        assertThat(late.look(true)).isZero();
        CheckpointStore other = store(3);
        assertThat(other.look(false)).isZero();
        other.begin(true);
        other.save(Checkpoints.of(1, 0));
        assertThatThrownBy(() -> late.begin(true))
                .isInstanceOf(SupersededException.class)
                .hasMessageContaining("another start of this run began meanwhile (process ");
        other.requireLease();
        assertThat(steps()).containsExactly(1L);
        assertThat(late.look(true)).isEqualTo(1);
        late.begin(true);
        assertThat(steps()).isEmpty();
    }

    @Test
    void whatWasSavedMeanwhileIsDeletedOnlyIfItMayBe() throws IOException {
        CheckpointStore running = store(3);
        running.begin(true);
        CheckpointStore late = store(3);
        late.look(false);
        running.save(Checkpoints.of(1, 0));
        assertThatThrownBy(() -> late.begin(true))
                .isInstanceOf(SupersededException.class)
                .hasMessageContaining("was saved meanwhile");
        running.requireLease();
        late.begin(false);
        assertThat(steps()).containsExactly(1L);
    }

    @Test
    void whoIsSupersededWhileItCommitsTakesItsCheckpointBack() throws IOException {
        CheckpointStore first = store(2);
        first.begin(true);
        first.save(Checkpoints.of(1, 0));
        FaultyFiles counted = files.copy();
        CheckpointStore counting = new CheckpointStore(counted, 2, ids, warnings::add);
        counting.begin(false);
        counted.fail(Long.MAX_VALUE, Fault.THROWS);
        counting.save(Checkpoints.of(2, 0));
        // At its end it lists all there is, which are two folders; before that, it looks whether it may still write.
        files.interrupt(counted.operations() - 3 - 2, () -> {
            try {
                store(2).begin(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThatThrownBy(() -> first.save(Checkpoints.of(2, 0))).isInstanceOf(SupersededException.class);
        assertThat(steps()).containsExactly(1L);
    }

    @Test
    void whatCannotBeReadAtTheMomentIsNotDamaged() throws IOException {
        CheckpointStore first = store(3);
        first.begin(true);
        first.save(Checkpoints.of(1, 0));
        first.save(Checkpoints.of(2, 0));
        files.fail(Long.MAX_VALUE, Fault.THROWS);
        store(3).newest();
        long operations = files.operations();
        for (long k = 0; k < operations; k++) {
            files.fail(k, Fault.THROWS);
            assertThatThrownBy(() -> store(3).newest())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(CheckpointException.class)
                    .hasMessageContaining("no space left on device");
        }
        files.fail(operations - 1, Fault.THROWS);
        assertThatThrownBy(() -> store(3).newest())
                .isInstanceOf(UnreadableException.class)
                .hasMessageMatching("cannot read checkpoint step-000000000002-.*; try again");
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anotherAttemptMayTakeOverAtAnyMomentOfASave(Kind kind) throws IOException {
        boolean reached = true;
        int superseded = 0;
        for (long k = 0; reached; k++) {
            FaultyFiles shared = new FaultyFiles(kind);
            CheckpointStore first = new CheckpointStore(shared, 2, ids, warnings::add);
            CheckpointStore second = new CheckpointStore(shared, 2, ids, warnings::add);
            first.begin(true);
            for (int step = 1; step <= 3; step++) {
                first.save(Checkpoints.of(step, 0));
            }
            boolean[] took = {false};
            shared.interrupt(k, () -> {
                took[0] = true;
                try {
                    assertThat(second.newest()).isPresent();
                    second.begin(false);
                    second.save(Checkpoints.of(4, 0));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try {
                first.save(Checkpoints.of(4, 0));
            } catch (SupersededException e) {
                superseded++;
            }
            reached = took[0];
            if (reached) {
                second.save(Checkpoints.of(5, 0));
                assertThat(new CheckpointStore(shared, 2, ids, warnings::add).newest())
                        .contains(Checkpoints.of(5, 0));
                assertThatThrownBy(() -> first.save(Checkpoints.of(5, 0))).isInstanceOf(SupersededException.class);
            }
        }
        assertThat(superseded).isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ofTwoThatBeginAtOnceEachHasItsOwnAttemptAndOneMayWrite(Kind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 1000; round++) {
                FaultyFiles shared = new FaultyFiles(kind);
                CyclicBarrier barrier = new CyclicBarrier(2);
                List<Future<Lease>> leases = new ArrayList<>();
                for (String id : List.of("0000000a", "0000000b")) {
                    Callable<Lease> take = () -> {
                        barrier.await();
                        return Lease.take(shared, Owner.current(), id);
                    };
                    leases.add(threads.submit(take));
                }
                oneMayWrite(leases.get(0).get(), leases.get(1).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    static void oneMayWrite(Lease one, Lease other) {
        assertThat(List.of(one.attempt(), other.attempt())).containsExactlyInAnyOrder(1, 2);
        assertThat(mayWrite(one) ^ mayWrite(other)).isTrue();
        assertThat(mayWrite(one)).isEqualTo(one.attempt() == 2);
    }

    private static boolean mayWrite(Lease lease) {
        try {
            lease.require();
            return true;
        } catch (SupersededException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void attemptsThatCannotBeWrittenAreNotTakenAgainAndAgain() {
        files.fail(0, Fault.THROWS);
        assertThatThrownBy(() -> store(3).begin(true)).hasMessageContaining("no space left");
        for (int k = 1; k < 6; k++) {
            files.fail(k, Fault.THROWS_HALFWAY);
            assertThatThrownBy(() -> store(3).begin(true)).isInstanceOf(IOException.class);
        }
        assertThat(files.contents().size()).isLessThan(6);
    }

    @Test
    void oldOnesThatCannotBeDeletedAreAWarning() throws IOException {
        CheckpointStore store = store(2);
        store.begin(true);
        store.save(Checkpoints.of(1, 0));
        store.save(Checkpoints.of(2, 0));
        FaultyFiles before = files.copy();
        files.fail(Long.MAX_VALUE, Fault.THROWS);
        store.save(Checkpoints.of(3, 0));
        long operations = files.operations();
        CheckpointStore again = new CheckpointStore(before, 2, ids, warnings::add);
        again.newest();
        again.begin(false);
        before.fail(operations - 3, Fault.THROWS);
        again.save(Checkpoints.of(3, 0));
        assertThat(warnings).containsExactly("old checkpoints could not be deleted: no space left on device");
    }

    @Test
    void anotherLivingProcessOfThisMachineIsTheRunningOwner() throws IOException {
        assertThat(CheckpointStore.runningOwner(files)).isEmpty();
        store(3).begin(true);
        assertThat(CheckpointStore.runningOwner(files)).isEmpty(); // it is this one
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        Owner living = new Owner(
                Owner.current().host(),
                parent.pid(),
                parent.info().startInstant().map(Object::toString).orElse(""));
        Lease.take(files, living, "0000000c");
        assertThat(CheckpointStore.runningOwner(files)).contains(living);
        assertThat(living)
                .hasToString(
                        "process " + parent.pid() + " on " + Owner.current().host());
        Lease.take(files, new Owner("elsewhere", living.pid(), living.started()), "0000000d");
        assertThat(CheckpointStore.runningOwner(files)).isEmpty();
        Lease.take(files, new Owner(living.host(), living.pid(), "2000-01-01T00:00:00Z"), "0000000e");
        assertThat(CheckpointStore.runningOwner(files)).isEmpty(); // another process has its number now
        files.contents().replaceAll((path, bytes) -> path.endsWith("4.json") ? new byte[0] : bytes);
        assertThat(CheckpointStore.runningOwner(files)).isEmpty();
    }

    @Test
    void thereAreOnlySoManyAttempts() throws IOException {
        files.contents().put("attempt-999999.json", new byte[0]);
        assertThatThrownBy(() -> store(3).begin(true)).hasMessageContaining("999999 attempts at this run");
        assertThat(Optional.of(files.contents())).isPresent();
    }
}

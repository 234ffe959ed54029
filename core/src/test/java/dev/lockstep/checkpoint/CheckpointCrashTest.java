package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.checkpoint.FaultyFiles.Crash;
import dev.lockstep.checkpoint.FaultyFiles.Fault;
import dev.lockstep.checkpoint.FaultyFiles.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong with whichever operation of a save: the run goes on from it, or from the one before. */
final class CheckpointCrashTest {
    private static final int KEEP = 2;

    private static int points;
    private static int survived;

    @AfterAll
    static void tell() {
        System.out.println("chaos: crash points x file systems x faults " + survived + "/" + points
                + " without a loss (" + Kind.values().length + " file systems, " + Fault.values().length + " faults)");
    }

    static Stream<Arguments> everyKindAndFault() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(Fault.values()).map(fault -> Arguments.of(kind, fault)));
    }

    private static CheckpointStore store(CheckpointFiles files, Supplier<String> ids) {
        return new CheckpointStore(files, KEEP, ids, warning -> {});
    }

    /** A run with the checkpoints 1 to 4, of which the best is 1. */
    private static FaultyFiles files(Kind kind, Supplier<String> ids) throws IOException {
        FaultyFiles files = new FaultyFiles(kind);
        CheckpointStore store = store(files, ids);
        store.begin(true);
        for (int step = 1; step <= 4; step++) {
            store.save(Checkpoints.of(step, 1));
        }
        return files;
    }

    private static boolean isCrash(Fault fault) {
        return fault.name().startsWith("CRASH");
    }

    @ParameterizedTest
    @MethodSource("everyKindAndFault")
    void nothingIsLostWhicheverOperationOfASaveFails(Kind kind, Fault fault) throws IOException {
        Supplier<String> ids = Checkpoints.ids();
        FaultyFiles before = files(kind, ids);
        int earlier = points;
        boolean reached = true;
        for (long k = 0; reached; k++) {
            FaultyFiles files = before.copy();
            CheckpointStore store = store(files, ids);
            assertThat(store.newest()).contains(Checkpoints.of(4, 1));
            store.begin(false);
            files.fail(k, fault);
            boolean saved = save(store, 5);
            reached = files.operations() > k;
            if (!reached) {
                assertThat(saved).isTrue();
            }
            points += reached ? 1 : 0;
            if (isCrash(fault)) {
                for (double share : new double[] {0, 0.5, 1}) {
                    goesOn(files.afterwards(share), ids, saved);
                }
            } else {
                files.fail(Long.MAX_VALUE, fault);
                trainsOn(files, store, ids, saved);
            }
            survived += reached ? 1 : 0;
        }
        assertThat(points - earlier).isGreaterThan(30);
    }

    private static boolean save(CheckpointStore store, long step) {
        try {
            store.save(Checkpoints.of(step, 1));
            return true;
        } catch (IOException | Crash e) {
            return false;
        }
    }

    /** Another process after a crash. */
    private static void goesOn(FaultyFiles files, Supplier<String> ids, boolean saved) throws IOException {
        CheckpointStore store = store(files, ids);
        Optional<Checkpoint> newest = store.newest();
        assertThat(newest).isPresent();
        assertThat(newest.get().step()).isBetween(saved ? 5L : 4L, 5L);
        assertThat(newest).contains(Checkpoints.of(newest.get().step(), 1));
        assertThat(whole(files))
                .hasSizeGreaterThanOrEqualTo(2)
                .contains(4L, newest.get().step());
        store.begin(false);
        store.save(Checkpoints.of(6, 1));
        assertThat(whole(files)).contains(6L, newest.get().step());
        assertThat(folders(files)).hasSameSizeAs(whole(files));
        assertThat(store(files, ids).newest()).contains(Checkpoints.of(6, 1));
    }

    /** The same process after an error. */
    private static void trainsOn(FaultyFiles files, CheckpointStore store, Supplier<String> ids, boolean saved)
            throws IOException {
        assertThat(whole(files)).hasSizeGreaterThanOrEqualTo(2).contains(4L);
        Optional<Checkpoint> newest = store(files, ids).newest();
        assertThat(newest.orElseThrow().step()).isBetween(saved ? 5L : 4L, 5L);
        store.save(Checkpoints.of(6, 1));
        assertThat(whole(files)).contains(6L);
        assertThat(store(files, ids).newest()).contains(Checkpoints.of(6, 1));
        store.save(Checkpoints.of(7, 1));
        assertThat(whole(files)).containsExactly(7L, 6L, 1L);
        assertThat(folders(files)).hasSize(3);
    }

    private static List<CheckpointName> folders(FaultyFiles files) throws IOException {
        return files.list("").stream()
                .flatMap(name -> CheckpointName.parse(name).stream())
                .toList();
    }

    /** The steps of the checkpoints that can be read, newest first. */
    private static List<Long> whole(FaultyFiles files) throws IOException {
        List<Long> steps = new ArrayList<>();
        for (CheckpointName name : folders(files)) {
            try {
                steps.add(0, new CheckpointReader(files, name).read().step());
            } catch (IOException e) {
                // not whole
            }
        }
        return steps;
    }

    @ParameterizedTest
    @MethodSource("everyKindAndFault")
    void whicheverOperationOfABeginningFailsTheNextAttemptGoesOn(Kind kind, Fault fault) throws IOException {
        Supplier<String> ids = Checkpoints.ids();
        FaultyFiles before = files(kind, ids);
        boolean reached = true;
        for (long k = 0; reached; k++) {
            FaultyFiles files = before.copy();
            CheckpointStore store = store(files, ids);
            files.fail(k, fault);
            try {
                store.begin(false);
            } catch (IOException | Crash e) {
                // the next one begins
            }
            reached = files.operations() > k;
            points += reached ? 1 : 0;
            FaultyFiles after = isCrash(fault) ? files.afterwards(0.5) : files;
            after.fail(Long.MAX_VALUE, fault);
            CheckpointStore next = store(after, ids);
            assertThat(next.newest()).contains(Checkpoints.of(4, 1));
            next.begin(false);
            assertThat(next.attempt()).isGreaterThan(1);
            next.save(Checkpoints.of(5, 1));
            assertThat(store(after, ids).newest()).contains(Checkpoints.of(5, 1));
            survived += reached ? 1 : 0;
        }
    }
}

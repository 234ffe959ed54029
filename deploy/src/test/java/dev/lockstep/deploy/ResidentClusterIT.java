package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import dev.lockstep.numeric.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resident workers in processes that come late, are killed, and come back, where all messages are authenticated and encrypted. */
final class ResidentClusterIT {
    private static final int WORKERS = 2;

    private static final long SEED = 17;

    /** What an executor logs when it gets work. */
    private static final String TASK = "Got assigned task";

    @TempDir
    private static Path folder;

    private static Optional<StandaloneCluster> started = Optional.empty();

    @BeforeAll
    static void startCluster() throws IOException, InterruptedException, TimeoutException {
        started = Optional.of(StandaloneCluster.start(folder, WORKERS, StandaloneCluster.SECURE));
    }

    @AfterAll
    static void stopCluster() throws IOException {
        if (started.isPresent()) {
            cluster().close();
        }
    }

    private static StandaloneCluster cluster() {
        return started.orElseThrow();
    }

    /** No external shuffle service: an executor takes its chunks and the files of the shuffle with it. */
    @Test
    void executorsAndWorkersThatAreKilledLeaveTheBitsOfAnUndisturbedRun() throws Exception {
        Kills kills = new Kills("executor and worker kills");
        for (int run = 0; kills.next() > 0; run++) {
            WatchedRun watched = new WatchedRun(folder.resolve("disturbed-" + run));
            // In every other run the weights go out as broadcasts, as they do where they are many.
            String threshold = "spark.lockstep.broadcastThreshold=" + (run % 2 == 0 ? "32m" : "0");
            List<String> command = Training.command(
                    folder, watched.folder().toString(), List.of(cluster().options(threshold)));
            try (Running training = Running.start(folder, cluster().environment(), command)) {
                training.awaitUntil(() -> watched.reports() > 0);
                int joining = cluster().addWorker(); // in the place of one that is killed
                disturb(training, watched, Seeds.derive(SEED, run), kills);
                Outcome outcome = training.await();
                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(cluster().executorLogs(joining)).contains(TASK);
            }
            assertThat(watched.reportedSteps()).isEqualTo(Training.reportedSteps());
            kills.runEnded(Arrays.equals(watched.model(), Training.undisturbedModel(folder)));
        }
        kills.report();
    }

    private static void disturb(Running training, WatchedRun run, long seed, Kills kills) throws Exception {
        List<Integer> workers = cluster().workers(); // the last one is joining
        RandomGenerator random = Seeds.generator(seed);
        for (Blow blow : Blow.drawn(seed, kills.next())) {
            int worker = workers.get(random.nextInt(workers.size() - 1));
            boolean hit = reaches(training, run, blow);
            List<ProcessHandle> executors = cluster().executors();
            if (!executors.isEmpty()) {
                kill(training, blow.worker() ? withExecutors(worker) : List.of(oneOf(executors, random)));
                count(kills, run, hit ? blow.moment().place() : "too late");
            }
            training.signal("-CONT");
        }
    }

    /** Executors live a little longer than the run: those that are killed then do not count. */
    private static void count(Kills kills, WatchedRun run, String place) {
        if (!run.isOver()) {
            kills.count();
            kills.hit(place);
        }
    }

    /** Waits for the moment of a blow, or the end of the run; in a moment that is short, the driver is stopped. */
    private static boolean reaches(Running training, WatchedRun run, Blow blow) throws Exception {
        int before = blow.moment() == Blow.Moment.LAST_STEP ? 1 : 0;
        training.bringsAbout(() -> run.reports() >= blow.reports() - before
                && !cluster().executors().isEmpty());
        return switch (blow.moment()) {
            case SAVE -> training.isStoppedIn(() -> run.isSaving(1), blow.millis());
            case LAST_STEP ->
                training.isStoppedAt(() -> run.reports() >= Training.REPORTS) && run.reports() == Training.REPORTS;
            case STEP, RECOVERY -> {
                Thread.sleep(blow.millis());
                yield training.bringsAbout(() -> !cluster().executors().isEmpty());
            }
        };
    }

    private static List<ProcessHandle> withExecutors(int worker) {
        List<ProcessHandle> all = new ArrayList<>(cluster().executors(worker));
        all.add(cluster().worker(worker));
        return all;
    }

    private static ProcessHandle oneOf(List<ProcessHandle> processes, RandomGenerator random) {
        return processes.get(random.nextInt(processes.size()));
    }

    /** Kills them, and returns when they are dead. */
    private static void kill(Running training, List<ProcessHandle> processes) throws Exception {
        assertThat(processes).allMatch(ProcessHandle::destroyForcibly);
        training.bringsAbout(() -> cluster().executors().stream().noneMatch(processes::contains));
    }

    /** Weights go out as broadcasts here, as they do where they are many. */
    @Test
    void executorsStartedAsNeededAreAskedFor() throws Exception {
        long before = cluster().executorsThatLogged(TASK);
        Outcome outcome = Running.run(
                folder,
                cluster().environment(),
                train(
                        "dynamic",
                        cluster()
                                .options(
                                        "spark.dynamicAllocation.enabled=true",
                                        "spark.dynamicAllocation.shuffleTracking.enabled=true",
                                        "spark.dynamicAllocation.minExecutors=0",
                                        "spark.dynamicAllocation.maxExecutors=2",
                                        "spark.lockstep.broadcastThreshold=0")));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(cluster().executorsThatLogged(TASK)).isGreaterThanOrEqualTo(before + 2);
        Outcome embedded = Running.run(folder, Map.of(), train("dynamic-embedded", "--master", "local[2]"));
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();
        assertThat(folder.resolve("dynamic/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("dynamic-embedded/model/model.safetensors"));
    }

    @Test
    void executorsThatAreTooLargeForEveryWorkerAreAnErrorThatNamesTheirSize() throws Exception {
        List<String> command = train("large", cluster().options("spark.executor.memory=3g"));
        command.addAll(List.of("--set", "trainer.placement_timeout=3 s"));
        Outcome tooLarge = Running.run(folder, cluster().environment(), command);
        assertThat(tooLarge.exitCode()).as(tooLarge.err()).isEqualTo(6);
        assertThat(tooLarge.err())
                .contains("no executor came within 3 seconds: each asks for 3g of memory (spark.executor.memory)");
    }

    /** A short training. */
    private static List<String> train(String output, String... options) {
        List<String> command = Training.quickstart(output, options);
        command.add("--set=trainer.epochs=2");
        return command;
    }
}

package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resident workers in processes that come late, are killed, and come back, where all messages are authenticated and encrypted. */
final class ResidentClusterIT {
    private static final int WORKERS = 2;

    /** Twice as many as have passed at the last disturbance. */
    private static final int EPOCHS = 800;

    private static final Map<String, String> SECURE = Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "between-us",
            "spark.network.crypto.enabled", "true",
            "spark.master.rest.enabled", "false");

    @TempDir
    private static Path folder;

    private static Optional<StandaloneCluster> started = Optional.empty();

    @BeforeAll
    static void startCluster() throws IOException, InterruptedException, TimeoutException {
        started = Optional.of(StandaloneCluster.start(folder, WORKERS, SECURE));
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
    void executorsThatAreKilledGoneAndJoiningLeaveTheBitsOfAnUndisturbedRun() throws Exception {
        try (Running training = Running.start(folder, environment(), train("disturbed", EPOCHS, List.of()))) {
            for (int worker = 0; worker < WORKERS; worker++) {
                awaitEpochs(training);
                kill(cluster().executors(worker));
            }
            awaitEpochs(training);
            kill(List.of(cluster().worker(1)));
            kill(cluster().executors(1));
            awaitEpochs(training);
            int joining = cluster().addWorker();
            training.awaitUntil(() -> logs(joining).contains("Got assigned task"));
            awaitEpochs(training);

            assertThat(training.handle().isAlive()).isTrue();
            Outcome disturbed = training.await();
            assertThat(disturbed.exitCode()).as(disturbed.err()).isZero();
        }
        assertSameModel("disturbed", EPOCHS);
    }

    /** Weights go out as broadcasts here, as they do where they are many. */
    @Test
    void executorsStartedAsNeededAreAskedFor() throws Exception {
        Outcome outcome = Running.run(
                folder,
                environment(),
                train(
                        "dynamic",
                        2,
                        List.of(
                                "spark.dynamicAllocation.enabled=true",
                                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                                "spark.dynamicAllocation.minExecutors=0",
                                "spark.dynamicAllocation.maxExecutors=2",
                                "spark.lockstep.broadcastThreshold=0")));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(logs(worker)).as("log of worker " + worker).contains("Got assigned task");
        }
        assertSameModel("dynamic", 2);
    }

    @Test
    void executorsThatAreTooLargeForEveryWorkerAreAnErrorThatNamesTheirSize() throws Exception {
        Outcome tooLarge = Running.run(
                folder,
                environment(),
                train("large", 2, List.of("spark.executor.memory=3g"), "--set", "trainer.placement_timeout=3 s"));
        assertThat(tooLarge.exitCode()).as(tooLarge.err()).isEqualTo(6);
        assertThat(tooLarge.err())
                .contains("no executor came within 3 seconds: each asks for 3g of memory (spark.executor.memory)");
    }

    private static void kill(List<ProcessHandle> processes) {
        assertThat(processes).isNotEmpty();
        assertThat(processes).allMatch(ProcessHandle::destroyForcibly);
    }

    /** Waits until some more epochs are done. */
    private static void awaitEpochs(Running training) throws IOException, InterruptedException, TimeoutException {
        long until = epochs() + 20;
        training.awaitUntil(() -> epochs() >= until);
    }

    private static long epochs() {
        Path metrics = folder.resolve("disturbed/metrics.jsonl");
        try (Stream<String> lines = Files.exists(metrics) ? Files.lines(metrics) : Stream.of()) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String logs(int worker) {
        try {
            return cluster().executorLogs(worker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment() {
        return Map.of("SPARK_HOME", cluster().home().toString(), "SPARK_LOCAL_IP", "127.0.0.1");
    }

    private static List<String> train(String output, int epochs, List<String> settings, String... more) {
        List<String> options = new ArrayList<>(List.of("--master", cluster().master(), "--driver-memory", "700m"));
        List<String> all = new ArrayList<>(List.of("spark.driver.host=127.0.0.1", "spark.executor.memory=700m"));
        all.addAll(settings);
        all.forEach(setting -> options.addAll(List.of("--conf", setting)));
        List<String> command = command(output, epochs, options);
        command.addAll(List.of(more));
        return command;
    }

    /** Compares with a run in one process. */
    private static void assertSameModel(String output, int epochs) throws Exception {
        String other = output + "-embedded";
        Outcome embedded = Running.run(folder, Map.of(), command(other, epochs, List.of("--master", "local[2]")));
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();
        assertThat(folder.resolve(output + "/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve(other + "/model/model.safetensors"));
    }

    private static List<String> command(String output, int epochs, List<String> options) {
        List<String> command = Folder.lockstep(options.toArray(String[]::new));
        command.addAll(List.of(
                "train",
                Folder.path().resolve("examples/quickstart.yaml").toString(),
                "--set",
                "output=" + output,
                "--set",
                "trainer.shards=4",
                "--set",
                "trainer.epochs=" + epochs,
                "--set",
                "early_stopping=none",
                "--set",
                "data.train.rows=20000"));
        return command;
    }
}

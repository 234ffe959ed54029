package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import dev.lockstep.numeric.Secrets;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose processes have {@code conf/secure.conf} and a secret, as the README says. */
final class StandaloneClusterIT {
    private static final int WORKERS = 2;
    private static final int EPOCHS = 40;
    private static final String SECRET = "spark.authenticate.secret";

    /** Less than Spark waits for an executor that is silent. */
    private static final Duration NAP = Duration.ofSeconds(10);

    /** Spark waits for an executor no longer than these say, two minutes otherwise. */
    private static final List<String> IMPATIENT = List.of(
            "spark.network.timeout=15s", "spark.network.timeoutInterval=2s", "spark.executor.heartbeatInterval=2s");

    @TempDir
    private static Path folder;

    private static Optional<StandaloneCluster> started = Optional.empty();

    @BeforeAll
    static void startCluster() throws IOException, InterruptedException, TimeoutException {
        String profile = Files.readString(profile(), StandardCharsets.UTF_8);
        started = Optional.of(StandaloneCluster.start(folder, WORKERS, profile + SECRET + " between-us\n"));
        Outcome embedded = Running.run(folder, Map.of(), train("embedded", "--master", "local[2]"));
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();
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

    private static Path profile() {
        return Folder.path().resolve("conf/secure.conf");
    }

    /** Shuffled rows, sums and, as where they are many, weights in broadcasts go over the network. */
    @Test
    void aSecuredClusterTrainsTheBitsThatOneMachineTrains() throws Exception {
        try (Running training = start("cluster", List.of("spark.lockstep.broadcastThreshold=0"))) {
            assertEndsWithTheSameBits(training, "cluster");
        }
        assertThat(registered()).isPositive();
        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(cluster().executorLogs(worker))
                    .as("log of worker " + worker)
                    .contains("Got assigned task", "authentication enabled; ui acls enabled");
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefused() throws Exception {
        long before = registered();
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        try (Running stranger = start("stranger", List.of(SECRET + "=a-guess"), temporary)) {
            stranger.awaitUntil(() -> hasLogged(stranger, temporary, "Authentication failed"));
            stranger.awaitUntil(() -> hasLogged(stranger, temporary, "Failed to connect to master"));
        }
        assertThat(registered()).isEqualTo(before);
        assertThat(folder.resolve("stranger/metrics.jsonl")).doesNotExist();
    }

    /** Whether Spark has, on the terminal or into the file that it has until training begins. */
    private static boolean hasLogged(Running running, Path temporary, String text) {
        if (running.hasLogged(text)) {
            return true;
        }
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.toString().endsWith(".log")).anyMatch(log -> Folder.contains(log, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many applications the Master has let in. */
    private static long registered() {
        return cluster()
                .masterLog()
                .lines()
                .filter(line -> line.contains("Registered app"))
                .count();
    }

    @Test
    void anExecutorThatIsStoppedForAWhileIsWaitedFor() throws Exception {
        try (Running training = start("nap", List.of())) {
            ProcessHandle executor = stopOne(training, "nap");
            long before = epochs("nap");
            Thread.sleep(NAP.toMillis());
            assertThat(epochs("nap")).isBetween(before, before + 1); // the one that was under way
            Signal.send(Signal.GO_ON, executor);
            assertEndsWithTheSameBits(training, "nap");
        }
    }

    /** Spark declares it lost, and has another one started in its place when its worker has ended it. */
    @Test
    @EnabledIfSystemProperty(named = "lockstep.chaos", matches = "true")
    void anExecutorThatIsStoppedForEverIsGivenUp() throws Exception {
        try (Running training = start("stopped", IMPATIENT)) {
            ProcessHandle executor = stopOne(training, "stopped");
            long before = epochs("stopped");
            training.awaitUntil(() -> epochs("stopped") > before + 1);
            assertEndsWithTheSameBits(training, "stopped");
            executor.destroyForcibly();
        }
    }

    @Test
    void theProfileHidesWhatLockstepHides() throws IOException {
        Properties profile = new Properties();
        try (Reader reader = Files.newBufferedReader(profile(), StandardCharsets.UTF_8)) {
            profile.load(reader);
        }
        assertThat(profile)
                .containsEntry("spark.redaction.regex", Secrets.keys() + "|" + Secrets.passwords())
                .containsEntry("spark.redaction.string.regex", Secrets.passwords());
    }

    /** Stops an executor in the middle of a training. */
    private static ProcessHandle stopOne(Running training, String output) throws Exception {
        training.awaitUntil(() -> epochs(output) >= 2);
        ProcessHandle executor = cluster().executors(0).get(0);
        Signal.send(Signal.STOP, executor);
        return executor;
    }

    private static long epochs(String output) {
        Path metrics = folder.resolve(output).resolve("metrics.jsonl");
        try (Stream<String> lines = Files.exists(metrics) ? Files.lines(metrics) : Stream.of()) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertEndsWithTheSameBits(Running training, String output) throws Exception {
        Outcome outcome = training.await();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(epochs(output)).isEqualTo(EPOCHS);
        assertThat(folder.resolve(output + "/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("embedded/model/model.safetensors"));
    }

    private static Running start(String output, List<String> settings) throws IOException {
        return start(output, settings, Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static Running start(String output, List<String> settings, Path temporary) throws IOException {
        Map<String, String> environment = new HashMap<>(cluster().environment());
        environment.put("SPARK_SUBMIT_OPTS", "-Djava.io.tmpdir=" + temporary);
        return Running.start(folder, environment, train(output, cluster().options(settings.toArray(String[]::new))));
    }

    private static List<String> train(String output, String... options) {
        List<String> command = Training.quickstart(output, options);
        command.addAll(
                List.of("--set=trainer.shards=4", "--set=trainer.epochs=" + EPOCHS, "--set=early_stopping=none"));
        return command;
    }
}

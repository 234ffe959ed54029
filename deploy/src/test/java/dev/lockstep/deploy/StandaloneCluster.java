package dev.lockstep.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Spark standalone cluster on loopback: a Master and Workers, each a process, from a SPARK_HOME made of the folder's jars. */
final class StandaloneCluster implements AutoCloseable {
    /** Settings with which all messages are authenticated and encrypted. */
    static final Map<String, String> SECURE = Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "between-us",
            "spark.network.crypto.enabled", "true",
            "spark.master.rest.enabled", "false");

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

    /** What Spark's distribution does in bin/spark-class: the launcher prints the command, each word ended by a zero byte. */
    private static final String SPARK_CLASS = """
            #!/usr/bin/env bash
            export SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd) SPARK_SCALA_VERSION=2.13
            command=()
            while IFS= read -r -d '' word; do
                word=${word#$'\\n'}
                [[ ${#command[@]} -gt 0 || -n $word ]] && command+=("$word")
            done < <("$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
            exec "${command[@]}"
            """;

    private static final String SPARK_SUBMIT = """
            #!/usr/bin/env bash
            exec "$(dirname "$0")/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
            """;

    private final Path folder;
    private final Path home;
    private String master = "";
    private final List<Running> processes = new ArrayList<>();
    private final List<Running> workers = new ArrayList<>();

    private StandaloneCluster(Path folder, String defaults) throws IOException {
        this.folder = folder;
        home = Files.createDirectories(folder.resolve("spark"));
        Files.createDirectory(home.resolve("bin"));
        Files.createDirectory(home.resolve("conf"));
        Files.writeString(home.resolve("conf/spark-defaults.conf"), defaults, StandardCharsets.UTF_8);
        script("spark-class", SPARK_CLASS);
        script("spark-submit", SPARK_SUBMIT);
        Files.createSymbolicLink(home.resolve("jars"), Folder.path().resolve("lib"));
    }

    /** Starts a cluster of workers with one core each. */
    static StandaloneCluster start(Path folder, int workers)
            throws IOException, InterruptedException, TimeoutException {
        return start(folder, workers, Map.of());
    }

    /** The same with settings of Spark's for all of its processes, and for applications. */
    static StandaloneCluster start(Path folder, int workers, Map<String, String> settings)
            throws IOException, InterruptedException, TimeoutException {
        return start(
                folder,
                workers,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " " + setting.getValue())
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    /**
     * The same.
     *
     * @param defaults what is in {@code spark-defaults.conf}
     */
    static StandaloneCluster start(Path folder, int workers, String defaults)
            throws IOException, InterruptedException, TimeoutException {
        StandaloneCluster cluster = new StandaloneCluster(folder, defaults);
        try {
            cluster.startAll(workers);
            return cluster;
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
            cluster.close(); // nothing that was started may outlive the test
            throw e;
        }
    }

    private void startAll(int count) throws IOException, InterruptedException, TimeoutException {
        // Port 0: one that is free, which the log tells.
        Running started = daemon("master.Master", "--host", LOOPBACK, "--port", "0", "--webui-port", "0");
        started.awaitUntil(() -> find(started).find());
        Matcher found = find(started);
        master = found.find() ? found.group(1) : "";
        for (int worker = 0; worker < count; worker++) {
            startWorker();
        }
        for (Running worker : workers) {
            awaitRegistration(worker);
        }
    }

    /** Starts one more worker, which takes a while, and returns its number. */
    int addWorker() throws IOException {
        startWorker();
        return workers.size() - 1;
    }

    private Running startWorker() throws IOException {
        String work = workFolder(workers.size()).toString();
        Running worker = daemon(
                "worker.Worker",
                "--host",
                LOOPBACK,
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                work,
                master);
        workers.add(worker);
        return worker;
    }

    private static void awaitRegistration(Running worker) throws IOException, InterruptedException, TimeoutException {
        worker.awaitUntil(() -> err(worker).contains("Successfully registered with master"));
    }

    /** The process of a worker. */
    ProcessHandle worker(int number) {
        return workers.get(number).handle();
    }

    /** The numbers of the workers that live. */
    List<Integer> workers() {
        return IntStream.range(0, workers.size())
                .filter(number -> worker(number).isAlive())
                .boxed()
                .toList();
    }

    /** The processes of all executors that live. */
    List<ProcessHandle> executors() {
        return workers().stream().flatMap(number -> executors(number).stream()).toList();
    }

    /**
     * The processes of the executors that a worker has started and that live. A worker has a child, too, that is dead and that nobody
     * asks for: the launcher that told its script the command. What is dead has no command.
     */
    List<ProcessHandle> executors(int number) {
        return worker(number)
                .children()
                .filter(child -> child.info().command().isPresent())
                .toList();
    }

    /** What all executors of a worker have logged. */
    String executorLogs(int number) throws IOException {
        return String.join("", logs(number));
    }

    /** How many executors, of all that there ever were, have logged this. */
    long executorsThatLogged(String text) throws IOException {
        long count = 0;
        for (int number = 0; number < workers.size(); number++) {
            count += logs(number).stream().filter(log -> log.contains(text)).count();
        }
        return count;
    }

    private List<String> logs(int number) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(workFolder(number))) {
            for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
                texts.add(Files.readString(log, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private Path workFolder(int worker) {
        return folder.resolve("work-" + worker);
    }

    /** What a command that is to run on this cluster finds in its environment. */
    Map<String, String> environment() {
        return Map.of("SPARK_HOME", home.toString(), "SPARK_LOCAL_IP", LOOPBACK);
    }

    /**
     * The options with which a command runs on this cluster, driver and executors small.
     *
     * @param settings of Spark's, each as {@code key=value}
     */
    String[] options(String... settings) {
        List<String> options = new ArrayList<>(List.of(
                "--master=" + master,
                "--driver-memory=700m",
                "--conf=spark.driver.host=" + LOOPBACK,
                "--conf=spark.executor.memory=700m"));
        Stream.of(settings).forEach(setting -> options.add("--conf=" + setting));
        return options.toArray(String[]::new);
    }

    /** What the Master has logged. */
    String masterLog() {
        return err(processes.get(0));
    }

    private Running daemon(String name, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/spark-class").toString(), "org.apache.spark.deploy." + name));
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of("SPARK_LOCAL_IP", LOOPBACK, "SPARK_DAEMON_MEMORY", "384m");
        Running running = Running.start(folder, environment, command);
        processes.add(running);
        return running;
    }

    private void script(String name, String text) throws IOException {
        Path script = home.resolve("bin").resolve(name);
        Files.writeString(script, text, StandardCharsets.UTF_8);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
    }

    private static Matcher find(Running running) {
        return MASTER.matcher(err(running));
    }

    private static String err(Running running) {
        try {
            return running.err();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
        Files.delete(home.resolve("jars"));
    }
}

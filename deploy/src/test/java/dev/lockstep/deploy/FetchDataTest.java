package dev.lockstep.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.deploy.Running.Outcome;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FetchDataTest {
    private static final byte[] IMAGES = "images".repeat(5000).getBytes(UTF_8);
    private static final byte[] LABELS = "labels".getBytes(UTF_8);

    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile int missingBytes;

    @TempDir
    private Path folder;

    private HttpServer server;
    private Path manifest;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        served.put("/images.gz", IMAGES);
        served.put("/labels.gz", LABELS);
        manifest = folder.resolve("manifest");
        Files.writeString(manifest, sha256(IMAGES) + "  images.gz\n" + sha256(LABELS) + "  labels.gz\n", UTF_8);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void filesWithTheRightBytesArrive() throws Exception {
        Outcome outcome = fetch();

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(data("images.gz")).hasBinaryContent(IMAGES);
        assertThat(data("labels.gz")).hasBinaryContent(LABELS);
        assertThat(data("").toFile().list()).containsExactlyInAnyOrder("images.gz", "labels.gz");
    }

    @Test
    void filesThatAreThereAndRightAreKept() throws Exception {
        fetch();
        asked.clear();
        Files.writeString(data("labels.gz"), "damaged", UTF_8);

        Outcome outcome = fetch();

        assertThat(outcome.exitCode()).isZero();
        assertThat(asked).containsExactly("/labels.gz");
        assertThat(data("labels.gz")).hasBinaryContent(LABELS);
    }

    @Test
    void wrongBytesAreRefusedInOneLine() throws Exception {
        served.put("/images.gz", "something else".getBytes(UTF_8));

        Outcome outcome = fetch();

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).hasLineCount(1).contains("images.gz has SHA-256", sha256(IMAGES));
        assertThat(data("").toFile().list()).isEmpty();
    }

    @Test
    void aTransferThatEndsEarlyIsRefusedInOneLine() throws Exception {
        missingBytes = 1000;

        Outcome outcome = fetch();

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).hasLineCount(1).contains("images.gz cannot be downloaded");
        assertThat(data("").toFile().list()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsToldInOneLine() throws Exception {
        served.remove("/labels.gz");

        Outcome outcome = fetch();

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).hasLineCount(1).contains("labels.gz cannot be downloaded", "404");
        assertThat(data("").toFile().list()).containsExactly("images.gz");
    }

    @Test
    void noNetworkIsToldInOneLine() throws Exception {
        server.stop(0);

        Outcome outcome = fetch();

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).hasLineCount(1).contains("images.gz cannot be downloaded", "try again");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() throws Exception {
        Outcome outcome = script(Map.of(), "mnist");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).contains("mnist", "fashion-mnist");
    }

    @Test
    void wgetServesWhereThereIsNoCurl() throws Exception {
        Path commands = Files.createDirectory(folder.resolve("commands"));
        for (String name : List.of("bash", "env", "sed", "cut", "mkdir", "mv", "rm", "cat", "sha256sum", "wget")) {
            Optional<Path> command = command(name);
            assumeThat(command).as(name).isPresent();
            Files.createSymbolicLink(commands.resolve(name), command.orElseThrow());
        }

        Outcome outcome = script(environment(Map.of("PATH", commands.toString())), "fashion-mnist");
        for (File link : commands.toFile().listFiles()) {
            Files.delete(link.toPath()); // JUnit warns of links that lead out of its folder
        }

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(data("images.gz")).hasBinaryContent(IMAGES);
    }

    @Test
    void theRealFilesHaveTheHashesThatAreBuiltIn() throws Exception {
        Path real = Path.of(Optional.ofNullable(System.getenv("LOCKSTEP_DATA")).orElse("data"), "fashion-mnist");
        assumeThat(real).isDirectory();
        for (File file : real.toFile().listFiles()) {
            served.put("/" + file.getName(), Files.readAllBytes(file.toPath()));
        }

        Outcome outcome = script(Map.of("LOCKSTEP_FASHION_MNIST_URL", url()), "fashion-mnist", "--to", "data");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(asked).hasSize(4);
    }

    private Outcome fetch() throws IOException, InterruptedException, TimeoutException {
        return script(environment(Map.of()), "fashion-mnist");
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("LOCKSTEP_DATA", folder.resolve("data").toString());
        environment.put("LOCKSTEP_FASHION_MNIST_URL", url());
        environment.put("LOCKSTEP_MANIFEST", manifest.toString());
        return environment;
    }

    private Outcome script(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException, TimeoutException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("bin/fetch-data").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return Running.run(folder, environment, command);
    }

    private Path data(String name) {
        return folder.resolve("data/fashion-mnist").resolve(name);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = served.get(path);
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, body.length - missingBytes);
            exchange.getResponseBody().flush();
        }
    }

    private static Optional<Path> command(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path command = Path.of(folder, name);
            if (Files.isExecutable(command)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    private static String sha256(byte[] bytes) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}

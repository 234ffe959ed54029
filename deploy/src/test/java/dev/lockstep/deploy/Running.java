package dev.lockstep.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A process that a test has started, and its output; it and what it started end with the test. */
final class Running implements AutoCloseable {
    /** With a machine that does much else at the same time. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PAUSE_MILLIS = 50;
    private static final int SHORT_PAUSE_MILLIS = 2;

    private final Process process;
    private final Path out;
    private final Path err;
    private Optional<SignalShell> shell = Optional.empty();

    private Running(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command in a folder, which also takes its output, without what Spark and Lockstep read from the environment. */
    static Running start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        Path out = Files.createTempFile(folder, "out-", ".txt");
        Path err = Files.createTempFile(folder, "err-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("SPARK_") || name.startsWith("LOCKSTEP_") || name.endsWith("_CONF_DIR"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new Running(
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /** Runs a command to its end. */
    static Outcome run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException, TimeoutException {
        try (Running running = start(folder, environment, command)) {
            return running.await();
        }
    }

    Outcome await() throws IOException, InterruptedException, TimeoutException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new TimeoutException("still running after " + PATIENCE + ": " + out() + err());
        }
        return new Outcome(process.exitValue(), out(), err());
    }

    /** Waits for something that the process is to bring about. */
    void awaitUntil(BooleanSupplier condition) throws IOException, InterruptedException, TimeoutException {
        if (!bringsAbout(condition, PAUSE_MILLIS)) {
            throw new IOException("ended with exit code " + process.exitValue() + ": " + out() + err());
        }
    }

    /** Waits for the same, and is quick to see it; false if the process ends before. */
    boolean bringsAbout(BooleanSupplier condition) throws IOException, InterruptedException, TimeoutException {
        return bringsAbout(condition, SHORT_PAUSE_MILLIS);
    }

    private boolean bringsAbout(BooleanSupplier condition, int pauseMillis)
            throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                return false;
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException("not within " + PATIENCE + ": " + out() + err());
            }
            Thread.sleep(pauseMillis);
        }
        return true;
    }

    /** Sends it a signal, {@code -STOP}, if it lives. */
    void signal(String signal) throws IOException {
        if (process.isAlive()) {
            if (shell.isEmpty()) {
                shell = Optional.of(SignalShell.start());
            }
            shell.get().send(signal, process.pid());
        }
    }

    /**
     * Waits for something that lasts a moment, and stops the process in it, some time after it began, or less.
     *
     * @return whether it is stopped; else it has ended
     */
    boolean isStoppedIn(BooleanSupplier moment, int millis) throws IOException, InterruptedException, TimeoutException {
        for (int later = millis; bringsAbout(moment); later /= 2) {
            Thread.sleep(later);
            signal("-STOP");
            if (moment.getAsBoolean()) {
                return true;
            }
            signal("-CONT");
        }
        return false;
    }

    /**
     * Lets the process go on in slices of some milliseconds until something has come about, and stops it then.
     *
     * @return whether it is stopped; else it has ended
     */
    boolean isStoppedAt(BooleanSupplier condition) throws IOException, InterruptedException {
        while (process.isAlive()) {
            signal("-STOP");
            if (condition.getAsBoolean()) {
                return true;
            }
            signal("-CONT");
            Thread.sleep(SHORT_PAUSE_MILLIS);
        }
        return false;
    }

    /** Ends it, and what it started, with -9. */
    void kill() {
        handle().descendants().forEach(ProcessHandle::destroyForcibly);
        handle().destroyForcibly();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Whether it has printed this so far. */
    boolean hasPrinted(String text) {
        return Folder.contains(out, text);
    }

    /** Whether there is this among its errors so far. */
    boolean hasLogged(String text) {
        return Folder.contains(err, text);
    }

    String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        shell.ifPresent(SignalShell::close);
        List<ProcessHandle> all =
                Stream.concat(Stream.of(handle()), handle().descendants()).toList();
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                one.destroyForcibly();
            } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
                one.destroyForcibly();
            }
        }
    }

    /** How a process ended. */
    record Outcome(int exitCode, String out, String err) {}
}

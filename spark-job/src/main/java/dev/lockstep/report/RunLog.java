package dev.lockstep.report;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.spark.sql.SparkSession;

/**
 * Where Spark's own log goes: a file, so that the terminal shows Lockstep's lines only. Log4j is set up here before Spark's
 * first class is loaded; Spark leaves a configuration that has an appender alone.
 */
public final class RunLog {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %p %c{1}: %m%n%ex";

    /** Those that have something to say of every job, which is to say of every step: gigabytes in a long run. */
    private static final List<String> EVERY_STEP = List.of(
            "org.apache.spark.SparkContext",
            "org.apache.spark.scheduler",
            "org.apache.spark.storage",
            "org.apache.spark.executor.Executor",
            "org.apache.spark.broadcast",
            "org.apache.spark.ContextCleaner");

    private Path file;
    private boolean moved;

    private RunLog(Path file) {
        this.file = file;
    }

    /** A log in a new temporary file, to be moved where it belongs once that is known. */
    public static RunLog start() {
        try {
            RunLog log = new RunLog(Files.createTempFile("lockstep-spark-", ".log"));
            log.configure();
            return log;
        } catch (IOException e) {
            throw new ConfigException("cannot write Spark's log into " + System.getProperty("java.io.tmpdir") + ": "
                    + e.getMessage() + "; set -Djava.io.tmpdir to a folder that can be written");
        }
    }

    public Path file() {
        return file;
    }

    /**
     * Goes on in another file, with what was logged so far.
     *
     * @param after whether what is in that file stays before it
     */
    public void moveTo(Path target, boolean after) throws IOException {
        Path from = file;
        OpenOption mode = after ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out = Files.newOutputStream(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                mode)) { // not a copy of the file: temporary ones are private
            Files.copy(from, out);
        }
        file = target;
        moved = true;
        configure();
        Files.delete(from);
    }

    /** Ends the log; its file goes if it was not moved, unless it is to be kept. */
    public void end(boolean keep) {
        context().reconfigure(silent());
        if (!moved && !keep) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private void configure() {
        context().reconfigure(toFile());
    }

    /** The context of Spark's class loader: under spark-submit, ours is another one. */
    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(SparkSession.class.getClassLoader(), false);
    }

    private BuiltConfiguration toFile() {
        ConfigurationBuilder<BuiltConfiguration> builder = builder();
        EVERY_STEP.forEach(name -> builder.add(builder.newLogger(name, Level.WARN)));
        return builder.add(builder.newAppender("file", "File")
                        .addAttribute("fileName", file.toString())
                        .addAttribute("append", true)
                        .add(builder.newLayout("PatternLayout")
                                .addAttribute("pattern", PATTERN)
                                .addAttribute("charset", "UTF-8")))
                .add(builder.newLogger("org.apache.spark.scheduler.cluster", Level.INFO))
                .add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("file")))
                .build(false);
    }

    private static BuiltConfiguration silent() {
        ConfigurationBuilder<BuiltConfiguration> builder = builder();
        return builder.add(builder.newAppender("null", "Null"))
                .add(builder.newRootLogger(Level.OFF).add(builder.newAppenderRef("null")))
                .build(false);
    }

    private static ConfigurationBuilder<BuiltConfiguration> builder() {
        return ConfigurationBuilderFactory.newConfigurationBuilder()
                .setStatusLevel(Level.ERROR)
                .setConfigurationName("lockstep");
    }
}

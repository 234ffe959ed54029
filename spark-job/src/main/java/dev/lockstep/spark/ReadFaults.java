package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.BadDataException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkThrowable;
import org.apache.spark.TaskContext;
import org.apache.spark.shuffle.FetchFailedException;
import org.apache.spark.sql.AnalysisException;

/**
 * Says in one line what Spark and Hadoop say in many: which failures are the data's, and of which file. A failed task's
 * exception reaches the driver as the cause of Spark's own.
 */
final class ReadFaults {
    /** What Spark calls the executor that is the driver itself. */
    private static final String DRIVER = "driver";

    private static final String DECOMPRESSORS = "org.apache.hadoop.io.compress.";

    private ReadFaults() {}

    /** Runs something that reads, and turns what is the data's fault into a {@link DataException}; all else goes through. */
    static <T> T explained(String source, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (DataException e) {
            throw e;
        } catch (Exception e) {
            explain(source, e).ifPresent(line -> {
                throw new DataException(line, e);
            });
            ReadFaults.<RuntimeException>rethrow(e);
            throw new AssertionError(e);
        }
    }

    /** Spark throws checked exceptions that its API does not declare; they go through as they are. */
    @SuppressWarnings("unchecked") // The cast is none at run time.
    private static <E extends Exception> void rethrow(Exception e) throws E {
        throw (E) e;
    }

    /** What {@link #settled(Throwable, boolean, int)} says in the running task. */
    static Optional<String> settled(Throwable failure) {
        boolean local = DRIVER.equals(SparkEnv.get().executorId());
        return settled(failure, local, TaskContext.get().attemptNumber());
    }

    /**
     * The line for a failure in a task, if it is settled that another attempt would meet it too; empty: throw it, and Spark tries
     * again. A connection that broke looks like a file that is cut short, and a node that is away like a file that is: where
     * there are further attempts, only the second is believed, unless our own readers have judged the data.
     *
     * @param local whether tasks run in the driver, where they have one attempt
     * @param attempt of the task, from 0
     */
    static Optional<String> settled(Throwable failure, boolean local, int attempt) {
        boolean judged = causes(failure).stream().anyMatch(ReadFaults::isJudged);
        return judged || local || attempt > 0 ? explain("", failure) : Optional.empty();
    }

    /** The line for a failure that will come again on every try, because the data is so; empty for any other failure. */
    static Optional<String> explain(String source, Throwable failure) {
        Set<Throwable> causes = causes(failure);
        if (causes.stream().anyMatch(FetchFailedException.class::isInstance)) {
            return Optional.empty(); // Spark must see it, to make again what another executor has lost.
        }
        String file = source;
        for (Throwable cause : causes) {
            if (isJudged(cause) || cause instanceof CutShortException) {
                return Optional.ofNullable(cause.getMessage());
            }
            file = path(cause).orElse(file);
            Optional<String> what = what(cause);
            if (what.isPresent()) {
                return Optional.of(file + what.get());
            }
        }
        return Optional.empty();
    }

    private static boolean isJudged(Throwable cause) {
        return cause instanceof DataException || cause instanceof BadDataException;
    }

    /** The failure and its causes, outermost first. */
    private static Set<Throwable> causes(Throwable failure) {
        Set<Throwable> causes = new LinkedHashSet<>(); // exceptions are equal only to themselves
        for (Throwable cause = failure; cause != null && causes.add(cause); cause = cause.getCause()) {}
        return causes;
    }

    /** The first line of an exception's message, or its name where it has none. */
    static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        String first = message.strip().lines().findFirst().orElseThrow();
        return first.length() <= 300 ? first : first.substring(0, 300) + " …";
    }

    /** For an exception that Spark throws because of a reader's options: names those whose value it complains of. */
    static ConfigException options(SourceConfig source, Exception failure) {
        String line = oneLine(failure);
        String named = source.options().entrySet().stream()
                .filter(option -> !line.contains(option.getKey()))
                .filter(option -> line.contains("\"" + option.getValue() + "\""))
                .map(option -> option.getKey() + ": " + option.getValue())
                .collect(Collectors.joining(", "));
        return new ConfigException("options of "
                + (source.paths().isEmpty() ? source.format() : String.join(", ", source.paths())) + ": " + line
                + (named.isEmpty() ? "" : "; change options: {" + named + "}"));
    }

    private static Optional<String> what(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        if (cause instanceof EOFException || cause instanceof ZipException || isOfDecompressor(cause)) {
            return Optional.of(" is damaged or cut short: it cannot be decompressed to its end; copy it again");
        } else if (message.contains("is not a Parquet file")) {
            return Optional.of(" is not a Parquet file; give its true format");
        } else if (message.contains("Malformed ORC file") || message.contains("Invalid ORC postscript")) {
            return Optional.of(" is not an ORC file; give its true format");
        } else if (cause instanceof FileNotFoundException) {
            return Optional.of(" cannot be read: " + oneLine(cause) + "; it went away, or may not be read");
        } else if (cause instanceof AccessControlException || message.contains("Permission denied")) {
            return Optional.of(" may not be read: " + oneLine(cause) + "; ask for the right to read it");
        } else if (message.contains("CSV header does not conform")) {
            return Optional.of(" has other columns than the files before it: "
                    + String.join(" ", message.lines().toList()) + "; give files with one header");
        } else if (cause instanceof AnalysisException analysis) {
            return Optional.of(" cannot be read: " + firstLine(analysis.getSimpleMessage()));
        }
        return Optional.empty();
    }

    /** Each codec has words of its own for a stream that is damaged; what they have in common is who throws it. */
    private static boolean isOfDecompressor(Throwable cause) {
        return cause instanceof IOException
                && cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith(DECOMPRESSORS);
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("");
    }

    /** The file that an exception of Spark's names among its parameters. */
    private static Optional<String> path(Throwable cause) {
        if (cause instanceof SparkThrowable spark) {
            return Optional.ofNullable(spark.getMessageParameters().get("path"));
        }
        return Optional.empty();
    }
}

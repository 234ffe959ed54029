package dev.lockstep.cli;

import dev.lockstep.checkpoint.CheckpointException;
import dev.lockstep.checkpoint.FormatException;
import dev.lockstep.checkpoint.SupersededException;
import dev.lockstep.checkpoint.UnreadableException;
import dev.lockstep.checkpoint.UnsavedException;
import dev.lockstep.config.ConfigException;
import dev.lockstep.data.BadDataException;
import dev.lockstep.network.LibraryException;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Secrets;
import dev.lockstep.spark.ClusterLostException;
import dev.lockstep.spark.DataException;
import dev.lockstep.spark.ResourcesException;
import dev.lockstep.spark.ResumeRefusedException;
import dev.lockstep.train.DivergedException;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;

/**
 * What to say about an error, and with which code to end.
 *
 * @param line what, where and the remedy, in one line
 */
record Failure(int exitCode, String line) {
    private static final int MEBI = 1 << 20;
    private static final int EXECUTOR_OUT_OF_MEMORY = 52;
    private static final int KILLED = 137;

    /** How Spark quotes what a task threw. */
    private static final String LIBRARY = LibraryException.class.getName() + ": ";

    /** How Spark words the loss of its executors or of its master. */
    private static final List<String> CLUSTER_LOST = List.of(
            "ExecutorLostFailure",
            "Master removed our application",
            "All masters are unresponsive",
            "SparkContext was shut down",
            "SparkContext has been shutdown",
            "Cannot call methods on a stopped SparkContext",
            "Could not find CoarseGrainedScheduler");

    /** How operating systems and HDFS word that there is no room left. */
    private static final List<String> FULL = List.of(
            "No space left on device", "Disk quota exceeded", "The DiskSpace quota of", "The NameSpace quota of");

    Failure {
        line = Secrets.mask(line); // it may name a path with a password in it
    }

    /** The outermost cause that we have a word for. */
    static Failure of(Throwable thrown) {
        if (thrown instanceof FailedRun run) {
            return run.failure();
        }
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            Optional<Failure> failure = known(at);
            if (failure.isPresent()) {
                return failure.get();
            }
        }
        return spark(thrown)
                .or(() -> lost(thrown))
                .orElseGet(() -> new Failure(
                        ExitCode.UNEXPECTED,
                        "unexpected: " + thrown.getClass().getSimpleName() + ": " + firstLine(root(thrown))
                                + "; run the same with --verbose to see where"));
    }

    /** What {@code result.json} calls it. */
    String status() {
        return exitCode == ExitCode.DIVERGED ? "diverged" : "failed";
    }

    /** Whether Spark's log may tell more than the line. */
    boolean needsLog() {
        return exitCode == ExitCode.UNEXPECTED || exitCode == ExitCode.RESOURCES || exitCode == ExitCode.CLUSTER_LOST;
    }

    Failure withLog(Path log) {
        return new Failure(exitCode, line + "; Spark's log is " + log);
    }

    private static Optional<Failure> known(Throwable at) {
        if (at instanceof ConfigException) {
            return failure(ExitCode.CONFIG, firstLine(at));
        }
        if (at instanceof DataException || at instanceof BadDataException) {
            return failure(ExitCode.DATA, firstLine(at));
        }
        if (at instanceof DivergedException) {
            return failure(ExitCode.DIVERGED, firstLine(at));
        }
        if (at instanceof ResumeRefusedException
                || at instanceof CheckpointException
                || at instanceof FormatException) {
            return failure(ExitCode.CHECKPOINT, firstLine(at));
        }
        if (at instanceof SupersededException) {
            return failure(ExitCode.SUPERSEDED, firstLine(at));
        }
        if (at instanceof UnsavedException
                || at instanceof UnreadableException
                || at instanceof ResourcesException
                || at instanceof LibraryException) {
            return failure(ExitCode.RESOURCES, firstLine(at));
        }
        if (at instanceof OutOfMemoryError) {
            return failure(
                    ExitCode.RESOURCES,
                    "out of memory at " + Runtime.getRuntime().maxMemory() / MEBI
                            + " MB (" + firstLine(at)
                            + "); give it more with --conf spark.driver.memory=8g, or lower trainer.batch_size");
        }
        if (at instanceof AnalysisException || at instanceof FileNotFoundException) {
            return failure(ExitCode.DATA, firstLine(at));
        }
        if (at instanceof AccessControlException || at instanceof java.nio.file.AccessDeniedException) {
            return failure(ExitCode.DATA, "no permission: " + firstLine(at));
        }
        if (isOfLibtorch(at)) {
            return withoutLibtorch();
        }
        if (at instanceof ClassNotFoundException || at instanceof NoClassDefFoundError) {
            return failure(
                    ExitCode.CONFIG,
                    "a class is missing: " + firstLine(at)
                            + "; name the library that has it with --packages group:artifact:version or --jars");
        }
        return Optional.empty();
    }

    /** A layer cannot even be received where the classes are missing that its methods name. */
    private static boolean isOfLibtorch(Throwable at) {
        return (at instanceof LinkageError || at instanceof ClassNotFoundException)
                && saysLibtorch(String.valueOf(at.getMessage()));
    }

    private static boolean saysLibtorch(String message) {
        return message.contains("org/bytedeco/") || message.contains("org.bytedeco.");
    }

    private static Optional<Failure> withoutLibtorch() {
        return failure(
                ExitCode.RESOURCES,
                "networks need libtorch, which is not on the class path here or on an executor: give the jars of lib/ that begin"
                        + " with pytorch, openblas and javacpp by --jars");
    }

    /** What only Spark's words tell. */
    private static Optional<Failure> spark(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            int library = message.indexOf(LIBRARY);
            if (library >= 0) {
                String line = message.substring(library + LIBRARY.length());
                return failure(
                        ExitCode.RESOURCES,
                        "on an executor: " + line.lines().findFirst().orElse(line));
            }
            if (saysLibtorch(message) && (message.contains("NoClassDefFound") || message.contains("ClassNotFound"))) {
                return withoutLibtorch();
            }
            if (message.contains("OutOfMemoryError")
                    || message.contains("Container killed by YARN for exceeding")
                    || message.contains("exited with code " + EXECUTOR_OUT_OF_MEMORY)
                    || message.contains("exit code " + KILLED)
                    || message.contains("spark.driver.maxResultSize")) {
                return failure(
                        ExitCode.RESOURCES,
                        "an executor or the driver ran out of memory: " + firstLine(at)
                                + "; raise --conf spark.executor.memory or spark.driver.memory, or lower trainer.batch_size");
            }
            if (FULL.stream().anyMatch(message::contains)) {
                return failure(
                        ExitCode.RESOURCES,
                        "a disk is full: " + firstLine(at)
                                + "; make room where the output or spark.local.dir is, and start the same command again");
            }
            if (CLUSTER_LOST.stream().anyMatch(message::contains)) {
                return failure(
                        ExitCode.CLUSTER_LOST,
                        "the cluster was lost: " + firstLine(at)
                                + "; see whether its master and workers run, with the same spark.authenticate and"
                                + " spark.network.crypto settings, and start again");
            }
            if (at instanceof SparkException && message.toLowerCase(Locale.ROOT).contains("master url")) {
                return failure(
                        ExitCode.CONFIG,
                        firstLine(at) + "; --master is local[*], spark://host:7077, yarn or k8s://...");
            }
        }
        return Optional.empty();
    }

    /** After all else, because what ended the workers may have a word of its own. */
    private static Optional<Failure> lost(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof ClusterLostException) {
                return failure(ExitCode.CLUSTER_LOST, firstLine(at));
            }
        }
        return Optional.empty();
    }

    private static Optional<Failure> failure(int exitCode, String line) {
        return Optional.of(new Failure(exitCode, line));
    }

    private static Throwable root(Throwable thrown) {
        Throwable at = thrown;
        for (Throwable cause = at.getCause(); cause != null; cause = at.getCause()) {
            at = cause;
        }
        return at;
    }

    private static String firstLine(Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return thrown.getClass().getSimpleName();
        }
        String first =
                message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message);
        return Names.printable(first.strip());
    }
}

package dev.lockstep.report;

import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.FileSystems;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a run, on any Hadoop file system.
 *
 * <p>It is claimed before anything else happens, so that a run does not find out at its end that it cannot write; what an earlier
 * run left there goes only when the new one {@linkplain #begin begins}. A file is written beside its place and renamed, so that
 * whoever reads it finds it whole; those that grow are written where they belong.
 */
public final class RunFolder {
    public static final String CONFIG = "config.yaml";
    public static final String METRICS = "metrics.jsonl";
    public static final String RESULT = "result.json";
    public static final String MODEL = "model";
    public static final String REPORT = "report.html";
    public static final String TENSORBOARD = "tensorboard";
    public static final String COMPARISON = "compare.json";
    public static final String COMPARISON_PAGE = "compare.html";
    public static final String RANGE_TEST = "find-lr.json";
    public static final String RANGE_TEST_PAGE = "find-lr.html";
    public static final String SPARK_LOG = "spark.log";
    public static final String CHECKPOINTS = "checkpoints";

    /** What commands write, and so what {@code --overwrite} replaces: nothing else in the folder is touched. */
    private static final List<String> OURS = List.of(
            CONFIG,
            METRICS,
            RESULT,
            MODEL,
            REPORT,
            TENSORBOARD,
            COMPARISON,
            COMPARISON_PAGE,
            RANGE_TEST,
            RANGE_TEST_PAGE,
            CHECKPOINTS,
            SPARK_LOG);

    /** What a run that goes on writes anew, with what it has written before. */
    private static final List<String> REWRITTEN = List.of(METRICS, RESULT, TENSORBOARD);

    private final FileSystem files;
    private final Path folder;
    /** The folders that the claim made, innermost first; none if the folder was there before. */
    private final List<Path> made;

    private RunFolder(FileSystem files, Path folder, List<Path> made) {
        this.files = files;
        this.folder = folder;
        this.made = List.copyOf(made);
    }

    /**
     * Makes the folder, and tries whether it can be written to.
     *
     * @param overwrite whether the files of an earlier run may be replaced
     * @throws ConfigException if the folder is not empty, or cannot be written to
     */
    public static RunFolder claim(String output, boolean overwrite, Configuration hadoop) {
        try {
            Path path = new Path(output);
            FileSystem files = FileSystems.plain(path, hadoop);
            Path folder = files.makeQualified(path);
            checkFree(files, folder, output, overwrite);
            RunFolder claimed = new RunFolder(files, folder, missing(files, folder));
            try {
                claimed.tryWriting();
            } catch (IOException e) {
                claimed.abandon();
                throw e;
            }
            return claimed;
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("output: cannot write to " + output + ": " + firstLine(e)
                    + "; choose another folder with --set output=...");
        }
    }

    private static void checkFree(FileSystem files, Path folder, String output, boolean overwrite) throws IOException {
        FileStatus status;
        try {
            status = files.getFileStatus(folder);
        } catch (FileNotFoundException e) {
            return;
        }
        if (!status.isDirectory()) {
            throw new ConfigException("output: " + output + " is a file; choose a folder with --set output=...");
        }
        if (!overwrite && files.listStatus(folder).length > 0) {
            throw new ConfigException(
                    "output: " + output
                            + " is not empty; add --overwrite to replace the run in it, or choose another folder with --set output=...");
        }
    }

    private static List<Path> missing(FileSystem files, Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path at = folder; at != null && !files.exists(at); at = at.getParent()) {
            missing.add(at);
        }
        return missing;
    }

    private void tryWriting() throws IOException {
        if (!files.mkdirs(folder)) {
            throw new IOException("the folder cannot be made");
        }
        Path probe = new Path(folder, "." + CONFIG + ".tmp");
        try {
            files.create(probe, true).close();
        } finally {
            files.delete(probe, false);
        }
    }

    /** Where the folder is, with its scheme. */
    public Path path() {
        return folder;
    }

    /** The folder as people name it: local ones without a scheme. */
    public String name() {
        return local().map(java.nio.file.Path::toString).orElseGet(folder::toString);
    }

    /** The folder on this machine's own file system, if it is there. */
    public Optional<java.nio.file.Path> local() {
        return "file".equals(folder.toUri().getScheme())
                ? Optional.of(java.nio.file.Path.of(folder.toUri().getPath()))
                : Optional.empty();
    }

    /** Whether there was no such folder before the claim. */
    public boolean isNew() {
        return !made.isEmpty();
    }

    /** Removes what an earlier run left, but for Spark's log, which is this run's already, and writes the configuration. */
    public void begin(String config) throws IOException {
        for (String name : OURS) {
            if (!name.equals(SPARK_LOG)) {
                files.delete(new Path(folder, name), true);
            }
        }
        write(CONFIG, config);
    }

    /**
     * Writes the configuration of a run that saves itself, whose checkpoints are not touched.
     *
     * @param fresh whether what an earlier run left goes; otherwise only what is written anew
     */
    void begin(String config, boolean fresh) throws IOException {
        for (String name : fresh ? OURS : REWRITTEN) {
            if (!name.equals(SPARK_LOG) && !name.equals(CHECKPOINTS)) {
                files.delete(new Path(folder, name), true);
            }
        }
        write(CONFIG, config);
    }

    /** Where checkpoints belong. */
    public Path checkpoints() {
        return new Path(folder, CHECKPOINTS);
    }

    /** A new file that is to grow. */
    FlushedFile open(String name) throws IOException {
        return new FlushedFile(files.create(new Path(folder, name), true));
    }

    /** Writes {@code result.json}. */
    public void result(Map<String, ?> result) throws IOException {
        write(RESULT, Json.pretty(result));
    }

    /** Where the model belongs. */
    public Path model() {
        return new Path(folder, MODEL);
    }

    /** Copies a file of this machine into the folder. */
    private void copyIn(java.nio.file.Path file, String name) throws IOException {
        try (OutputStream out = files.create(new Path(folder, name), true)) {
            java.nio.file.Files.copy(file, out);
        }
    }

    /** Moves Spark's log into the folder, if that is of this machine: it goes on there. */
    void moveIn(RunLog log) throws IOException {
        moveIn(log, false);
    }

    /** The same; it may go on after the log of an earlier attempt. */
    void moveIn(RunLog log, boolean after) throws IOException {
        if (local().isPresent()) {
            log.moveTo(local().get().resolve(SPARK_LOG), after);
        }
    }

    /** Copies Spark's log into the folder, if it could not be moved there. */
    void copyIn(RunLog log) throws IOException {
        if (local().isEmpty()) {
            copyIn(log.file(), SPARK_LOG);
        }
    }

    /** Writes a text file: whole, or not at all. */
    void write(String name, String text) throws IOException {
        WholeFile.write(files, new Path(folder, name), text);
    }

    /** Writes {@code report.html}, of what the other files say. */
    void report() throws IOException {
        write(REPORT, RunPage.html(List.of(RecordedRun.read(files, folder, folder.getName()))));
    }

    /** Leaves things as they were before the claim: for runs that end before they begin, and so have written nothing. */
    public void abandon() {
        try {
            for (Path at : made) {
                // In the folder as in its parents, others may have begun to write since; and between these two lines.
                if (files.exists(at) && files.listStatus(at).length == 0) {
                    files.delete(at, false);
                }
            }
        } catch (IOException e) {
            // The error that ended the run is the one to tell.
            System.getLogger(RunFolder.class.getName()).log(System.Logger.Level.WARNING, "cannot remove " + made, e);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}

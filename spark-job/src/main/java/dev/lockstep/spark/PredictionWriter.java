package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes predictions into a folder that is whole at the end; what was in it before stays until then. */
public final class PredictionWriter {
    /** Marks a folder as one that may be replaced. Spark and others pass over names that begin so. */
    static final String MARK = "_lockstep_predictions";

    private static final String MEANING =
            "Written by lockstep predict, which replaces a folder with this file in it when told to --overwrite.\n";

    private final FileSystem files;
    private final Path folder;
    /** Beside the folder, and of one name, so that what a killed process left goes with the next. */
    private final Path temporary;

    private final PredictionFormat format;
    private final boolean overwrite;

    private PredictionWriter(FileSystem files, Path folder, PredictionFormat format, boolean overwrite) {
        this.files = files;
        this.folder = folder;
        this.temporary = new Path(folder.getParent(), "." + folder.getName() + ".lockstep.tmp");
        this.format = format;
        this.overwrite = overwrite;
    }

    /**
     * A writer into a folder that is not there, or holds predictions that may be replaced.
     *
     * @param inputs paths and globs of what is read
     * @throws ConfigException if the folder is there, or has an input in it or around it
     */
    public static PredictionWriter to(
            String output, PredictionFormat format, boolean overwrite, List<String> inputs, Configuration hadoop) {
        try {
            Path path = new Path(output);
            FileSystem files = FileSystems.of(path, hadoop);
            Path folder = files.makeQualified(path);
            Overlap.find(folder, inputs, hadoop).ifPresent(input -> {
                throw overlap(output, input);
            });
            if (folder.isRoot()) {
                throw new ConfigException("--output " + output + " is a whole file system; choose a folder in it");
            }
            PredictionWriter writer = new PredictionWriter(files, folder, format, overwrite);
            writer.checkFree(output);
            return writer;
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("--output " + output + " cannot be written: " + e.getMessage());
        }
    }

    private void checkFree(String output) throws IOException {
        if (!files.exists(folder)) {
            return;
        }
        if (!files.getFileStatus(folder).isDirectory()) {
            throw new ConfigException("--output " + output + " is a file; choose a folder");
        }
        if (!overwrite) {
            throw new ConfigException(
                    "--output " + output + " is there already; choose another folder, or add --overwrite");
        }
        FileStatus[] found = files.listStatus(folder);
        for (FileStatus file : found) {
            String name = file.getPath().getName();
            if (!name.startsWith("part-") && !name.startsWith("_") && !name.startsWith(".")) {
                throw new ConfigException(
                        "--output " + output + " holds " + name + ", which no prediction wrote; choose another folder");
            }
        }
        if (found.length > 0 && !files.exists(new Path(folder, MARK))) {
            throw new ConfigException("--output " + output + " was not written by lockstep predict (it holds no " + MARK
                    + "); choose another folder, or remove this one yourself");
        }
    }

    /**
     * Checks that the folder is apart from what is read, where that is known only now.
     *
     * @throws ConfigException if it is not
     */
    public void checkApart(String input, List<Path> places) throws IOException {
        if (Overlap.isWithAny(folder, places, files.getConf())) {
            throw overlap(folder.toString(), input);
        }
    }

    private static ConfigException overlap(String output, String input) {
        return new ConfigException("--output " + output + " and the input " + input
                + " are the same, or one lies within the other; choose a folder apart from what is read");
    }

    /** Writes all rows. */
    public void write(Dataset<Row> rows) {
        boolean whole = false;
        try {
            format.save(rows, temporary);
            mark();
            checkFree(folder.toString()); // it may have come while we wrote
            whole = true;
        } catch (IOException e) {
            throw new ConfigException("--output " + folder + " cannot be written: " + e.getMessage());
        } finally {
            if (!whole) {
                removeTemporary();
            }
        }
        replace();
    }

    private void mark() throws IOException {
        try (OutputStream file = files.create(new Path(temporary, MARK))) {
            file.write(MEANING.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** From here on the temporary folder may be all there is: it stays if it cannot be renamed. */
    private void replace() {
        try {
            if (files.exists(folder) && !files.delete(folder, true)) {
                throw new IOException("what is there cannot be removed");
            }
            if (!files.rename(temporary, folder)) {
                throw new IOException("renaming failed");
            }
        } catch (IOException e) {
            throw new ConfigException("--output " + folder + " cannot be replaced: " + e.getMessage()
                    + "; the new predictions are in " + temporary);
        }
    }

    private void removeTemporary() {
        try {
            files.delete(temporary, true);
        } catch (IOException e) {
            System.getLogger(PredictionWriter.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + temporary, e);
        }
    }
}

package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Writes predictions into a folder that is whole at the end; what was in it before stays until then. */
public final class PredictionWriter {
    private static final double EXACT_INTEGERS = 1L << 53;

    private final FileSystem files;
    private final Path folder;
    /** Beside the folder, and of one name, so that what a killed process left goes with the next. */
    private final Path temporary;

    private final String format;
    private final boolean overwrite;

    private PredictionWriter(FileSystem files, Path folder, String format, boolean overwrite) {
        this.files = files;
        this.folder = folder;
        this.temporary = new Path(folder.getParent(), "." + folder.getName() + ".tmp");
        this.format = format;
        this.overwrite = overwrite;
    }

    /**
     * A writer into a folder that is not there, or holds predictions that may be replaced.
     *
     * @param format csv, parquet or json
     * @param inputs paths and globs of what is read
     * @throws ConfigException if the folder is there, or has an input in it or around it
     */
    public static PredictionWriter to(
            String output, String format, boolean overwrite, List<String> inputs, Configuration hadoop) {
        try {
            Path path = new Path(output);
            FileSystem files = FileSystems.of(path, hadoop);
            Path folder = files.makeQualified(path);
            Overlap.find(folder, inputs, hadoop).ifPresent(input -> {
                throw new ConfigException("--output " + output + " and the input " + input
                        + " are the same, or one lies within the other; choose a folder apart from what is read");
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
        for (FileStatus file : files.listStatus(folder)) {
            String name = file.getPath().getName();
            if (!name.startsWith("part-") && !name.startsWith("_") && !name.startsWith(".")) {
                throw new ConfigException(
                        "--output " + output + " holds " + name + ", which no prediction wrote; choose another folder");
            }
        }
    }

    /** Writes all rows. */
    public void write(Dataset<Row> rows) {
        Dataset<Row> written = format.equals("csv") ? flat(rows) : rows;
        boolean whole = false;
        try {
            written.write()
                    .mode(SaveMode.Overwrite)
                    .option("header", "true")
                    .format(format)
                    .save(temporary.toString());
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

    /** Whole numbers as they stood in the input, which was read as floating point, without a ".0". */
    private static Dataset<Row> flat(Dataset<Row> rows) {
        return rows.select(Arrays.stream(rows.schema().fields())
                .map(field -> flat(rows.col("`" + field.name().replace("`", "``") + "`"), field))
                .toArray(Column[]::new));
    }

    private static Column flat(Column column, StructField field) {
        if (!(field.dataType() instanceof AtomicType)) {
            throw new ConfigException("csv cannot hold column " + field.name() + " ("
                    + field.dataType().simpleString() + "); write --output-format parquet or json");
        }
        boolean ours =
                field.name().equals(PredictionJob.PREDICTION) || field.name().startsWith(PredictionJob.PROBABILITY);
        if (ours || !field.dataType().equals(DataTypes.DoubleType)) {
            return column;
        }
        Column whole =
                functions.rint(column).equalTo(column).and(functions.abs(column).lt(EXACT_INTEGERS));
        return functions
                .when(whole, column.cast(DataTypes.LongType).cast(DataTypes.StringType))
                .otherwise(column.cast(DataTypes.StringType))
                .as(field.name());
    }
}

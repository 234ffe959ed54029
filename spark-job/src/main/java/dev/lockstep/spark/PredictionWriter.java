package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Writes predictions into a folder that is whole at the end, or not there. */
public final class PredictionWriter {
    private static final double EXACT_INTEGERS = 1L << 53;

    private final FileSystem files;
    private final Path folder;
    private final String format;

    private PredictionWriter(FileSystem files, Path folder, String format) {
        this.files = files;
        this.folder = folder;
        this.format = format;
    }

    /**
     * A writer into a folder that is not there, or holds predictions that may be replaced.
     *
     * @param format csv, parquet or json
     * @throws ConfigException if the folder is there
     */
    public static PredictionWriter to(String output, String format, boolean overwrite, Configuration hadoop) {
        try {
            Path folder = new Path(output);
            FileSystem files = folder.getFileSystem(hadoop);
            if (files.exists(folder)) {
                checkReplaceable(files, folder, overwrite);
            }
            return new PredictionWriter(files, folder, format);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("--output " + output + " cannot be written: " + e.getMessage());
        }
    }

    private static void checkReplaceable(FileSystem files, Path folder, boolean overwrite) throws IOException {
        if (!overwrite) {
            throw new ConfigException(
                    "--output " + folder + " is there already; choose another folder, or add --overwrite");
        }
        for (FileStatus file : files.listStatus(folder)) {
            String name = file.getPath().getName();
            if (!name.startsWith("part-") && !name.startsWith("_") && !name.startsWith(".")) {
                throw new ConfigException(
                        "--output " + folder + " holds " + name + ", which no prediction wrote; choose another folder");
            }
        }
    }

    /** Writes all rows. */
    public void write(Dataset<Row> rows) {
        Dataset<Row> written = format.equals("csv") ? flat(rows) : rows;
        boolean whole = false;
        try {
            if (files.exists(folder)) {
                files.delete(folder, true);
            }
            written.write().option("header", "true").format(format).save(folder.toString());
            whole = true;
        } catch (IOException e) {
            throw new ConfigException("--output " + folder + " cannot be written: " + e.getMessage());
        } finally {
            if (!whole) {
                remove();
            }
        }
    }

    private void remove() {
        try {
            files.delete(folder, true);
        } catch (IOException e) {
            System.getLogger(PredictionWriter.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + folder, e);
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

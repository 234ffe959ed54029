package dev.lockstep.spark;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where the rows of a table or view lie, as far as Spark knows: the table's location, and the folders of the files that are read.
 * Tables of other systems, as JDBC's, have none.
 */
public final class TableFiles {
    private static final String DETAILS = "# Detailed Table Information";

    private TableFiles() {}

    /** None if there is no such table: reading will say so. */
    public static List<Path> of(SparkSession spark, String table) {
        try {
            return Stream.concat(
                            location(spark.sql("DESCRIBE TABLE EXTENDED " + table)
                                    .collectAsList()),
                            folders(spark.table(table).inputFiles()))
                    .toList();
        } catch (Exception e) { // An AnalysisException is checked, but Spark's API does not declare it.
            if (e instanceof AnalysisException) {
                return List.of();
            }
            throw e;
        }
    }

    /** Columns come first, and one of them may be called Location. */
    private static Stream<Path> location(List<Row> description) {
        return description.stream()
                .dropWhile(row -> !row.getString(0).equals(DETAILS))
                .filter(row -> row.getString(0).equals("Location") && !row.isNullAt(1))
                .map(row -> new Path(row.getString(1)));
    }

    private static Stream<Path> folders(String[] files) {
        return Arrays.stream(files)
                .map(file -> new Path(URI.create(file)).getParent())
                .distinct();
    }
}

package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.Formats;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.numeric.Names;
import java.util.Map;
import org.apache.spark.SparkClassNotFoundException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables, and files in formats that name the types of their columns, as DataFrames. */
final class TypedFrames {
    /** Formats that Spark has in packages of its own. */
    private static final Map<String, String> PACKAGES =
            Map.of("avro", "spark-avro", "protobuf", "spark-protobuf", "kafka", "spark-sql-kafka-0-10");

    private TypedFrames() {}

    static Dataset<Row> open(SparkSession session, SourceConfig source) {
        DataFrameReader reader = session.read().options(source.options());
        if (source.format().equals("table")) {
            if (source.paths().size() != 1) {
                throw new ConfigException(
                        "format table needs the name of one table as its path, but was " + source.paths());
            }
            return reader.table(source.paths().get(0));
        }
        try {
            DataFrameReader format = reader.format(source.format());
            return source.paths().isEmpty()
                    ? format.load()
                    : format.load(source.paths().toArray(new String[0]));
        } catch (Exception e) { // Spark throws checked ones, too, without declaring them
            if (e instanceof SparkClassNotFoundException
                    || String.valueOf(e.getMessage()).contains("Failed to find data source")) {
                throw new ConfigException(
                        "format " + source.format() + " is not in this Spark: " + remedy(session, source.format()));
            }
            if (e instanceof IllegalArgumentException) {
                throw ReadFaults.options(source, e);
            }
            throw e;
        }
    }

    private static String remedy(SparkSession session, String format) {
        String artifact = PACKAGES.get(format);
        return artifact != null
                ? "bring it along with --packages org.apache.spark:" + artifact + "_2.13:" + session.version()
                : Names.nearest(format, Formats.NAMES)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("bring its library along with --packages group:artifact:version");
    }
}

package dev.lockstep.spark;

import dev.lockstep.numeric.Names;
import dev.lockstep.spark.RecordFinder.LineRule;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Checks that the CSV files of a source have one header. Spark takes the columns of the first file and, where others have theirs in
 * another order, mixes them up without a word; its own check refuses headers with an empty name.
 */
final class CsvHeaders {
    private static final int FILES_PER_TASK = 16;

    private CsvHeaders() {}

    /**
     * Reads the first line of each file, on executors, if there are several.
     *
     * @throws DataException naming two files whose headers differ
     */
    static void check(SparkSession session, List<String> files, LineRule rule) {
        if (files.size() < 2) {
            return;
        }
        List<String> sorted = files.stream().sorted().toList();
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        Broadcast<SerializableConfiguration> conf =
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        String comment = rule.comment();
        String encoding = rule.encoding().name();
        int tasks = (sorted.size() + FILES_PER_TASK - 1) / FILES_PER_TASK;
        try {
            List<String> headers = spark.parallelize(sorted, tasks)
                    .mapPartitions(some -> headers(some, conf.value().value(), comment, encoding))
                    .collect();
            compare(sorted, headers);
        } finally {
            conf.destroy();
        }
    }

    private static Iterator<String> headers(
            Iterator<String> files, Configuration hadoop, String comment, String encoding) {
        RecordFinder finder =
                new RecordFinder(hadoop, Optional.of(new LineRule(false, comment, Charset.forName(encoding))));
        List<String> headers = new ArrayList<>();
        // A file without any line has no header to be wrong; one that cannot be read is told of by the pass that reads
        // it.
        files.forEachRemaining(file ->
                headers.add(finder.find(file, 0).map(RecordFinder.Found::text).orElse("")));
        return headers.iterator();
    }

    private static void compare(List<String> files, List<String> headers) {
        int first = -1;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).isEmpty()) {
                continue;
            }
            first = first < 0 ? i : first;
            if (!headers.get(i).strip().equals(headers.get(first).strip())) {
                throw new DataException(RecordFinder.shortName(files.get(i)) + " has the header "
                        + shown(headers.get(i)) + ", but " + RecordFinder.shortName(files.get(first)) + " has "
                        + shown(headers.get(first))
                        + "; give files with the same columns in the same order, or, if they"
                        + " have no header, options: {header: false}");
            }
        }
    }

    private static String shown(String header) {
        String line = header.strip();
        return "\"" + Names.printable(line.length() <= 120 ? line : line.substring(0, 120) + " …") + "\"";
    }
}

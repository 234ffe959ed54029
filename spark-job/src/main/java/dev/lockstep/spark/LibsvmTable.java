package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** LIBSVM: lines {@code label index:value …}, read as text and parsed here, so that errors can say what is wrong. */
final class LibsvmTable implements RawTable {
    static final String LABEL = "label";
    static final String FEATURES = "features";

    private final FrameTable lines;
    private final int width;
    private final RecordFinder finder;

    private LibsvmTable(FrameTable lines, int width, RecordFinder finder) {
        this.lines = lines;
        this.width = width;
        this.finder = finder;
    }

    static LibsvmTable open(SparkSession session, SourceConfig source) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(source.options());
        int width = width(options.remove("numFeatures"));
        options.remove("vectorType"); // Spark's reader has it; ours is always sparse.
        RecordFinder.LineRule rule = new RecordFinder.LineRule(false, "#", StandardCharsets.UTF_8);
        return new LibsvmTable(
                FrameTable.open(
                        session,
                        new SourceConfig(source.paths(), "text", List.of(), options, Map.of()),
                        ColumnWishes.NONE),
                width,
                new RecordFinder(
                        session.sparkContext().hadoopConfiguration(),
                        Optional.of(rule),
                        line -> new LibsvmRow(0, width).parse(line).orElse("is no LIBSVM record: " + line)));
    }

    @Override
    public String name() {
        return lines.name();
    }

    @Override
    public List<SourceColumn> columns() {
        return List.of(
                new SourceColumn(LABEL, Optional.of(RawColumn.Type.NUMBER), "double"),
                new SourceColumn(FEATURES, Optional.of(RawColumn.Type.VECTOR), "vector"));
    }

    @Override
    public RawRows rows(RowRequest request) {
        if (!request.conditions().isEmpty()) {
            throw new ConfigException(
                    "libsvm has no columns for where: give validation or test as a fraction, every nth"
                            + " row, or files of their own");
        }
        int features = width;
        int label = request.columns().indexOf(LABEL);
        return lines.rows(RowRequest.of(List.of("value")))
                .seen(schema(request), text -> new LibsvmCursor(text, label, features), finder);
    }

    private static int width(@Nullable String numFeatures) {
        if (numFeatures == null) {
            return -1;
        }
        try {
            return Integer.parseInt(numFeatures.strip());
        } catch (NumberFormatException e) {
            throw new ConfigException("options: {numFeatures: " + numFeatures + "} must be a whole number");
        }
    }
}

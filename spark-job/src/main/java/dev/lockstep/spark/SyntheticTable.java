package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Synthetic rows as a table with a label and a vector, to be read like any other: by {@code evaluate} and {@code predict}. */
final class SyntheticTable implements RawTable {
    private static final long SMALLEST_BLOCK = 1 << 16;
    private static final long MANY = 1 << 10;

    private final JavaSparkContext spark;
    private final Synthetic synthetic;

    private SyntheticTable(JavaSparkContext spark, Synthetic synthetic) {
        this.spark = spark;
        this.synthetic = synthetic;
    }

    static SyntheticTable open(SparkSession session, SourceConfig source) {
        Synthetic synthetic = ConfigException.naming("data", () -> Synthetic.of(source.synthetic()));
        return new SyntheticTable(JavaSparkContext.fromSparkContext(session.sparkContext()), synthetic);
    }

    @Override
    public String name() {
        return "synthetic";
    }

    @Override
    public List<SourceColumn> columns() {
        return List.of(
                new SourceColumn(Synthetic.LABEL, Optional.of(RawColumn.Type.NUMBER), "double"),
                new SourceColumn(Synthetic.FEATURES, Optional.of(RawColumn.Type.VECTOR), "vector"));
    }

    @Override
    public RawRows rows(RowRequest request) {
        if (!request.conditions().isEmpty()) {
            throw new ConfigException("synthetic rows have no columns for where: give validation or test as a fraction,"
                    + " or every nth row");
        }
        long size = Math.max(SMALLEST_BLOCK, (synthetic.rows() + MANY - 1) / MANY);
        int blocks = Math.toIntExact((synthetic.rows() + size - 1) / size);
        Synthetic made = synthetic;
        return RawRows.of(
                schema(request),
                spark.parallelize(LongStream.range(0, blocks).boxed().toList(), blocks),
                (partition, numbers) -> new SyntheticCursor(made, size, numbers),
                new RecordFinder(spark.hadoopConfiguration(), Optional.empty()));
    }
}

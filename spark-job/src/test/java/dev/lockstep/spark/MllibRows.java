package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.Target;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The same rows, cached twice before anything is timed: packed, for Lockstep, and in tables of vectors of doubles, for MLlib. */
final class MllibRows implements AutoCloseable {
    private static final StructType COLUMNS =
            new StructType().add("label", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType());

    private final Map<Split, Dataset<Row>> vectors;
    private final PreparedRun packed;

    private MllibRows(Map<Split, Dataset<Row>> vectors, PreparedRun packed) {
        this.vectors = vectors;
        this.packed = packed;
    }

    /**
     * Reads and caches them.
     *
     * @param lockstep how rows are prepared for Lockstep
     * @param mllib how they are for MLlib
     * @param slots the partitions of MLlib's tables, of which each slot then has one
     */
    static MllibRows open(SparkSession spark, RunConfig lockstep, RunConfig mllib, int slots) {
        PackedRows rows =
                PackedRows.of(spark, mllib, Target.Kind.CLASSES, slots, (inputs, target) -> {}, new JobListener() {});
        Map<Split, Dataset<Row>> vectors = new EnumMap<>(Split.class);
        try (ChunkedData chunks = rows.chunks()) {
            chunks.chunks().forEach((split, rdd) -> vectors.put(split, cached(spark, rdd.coalesce(slots))));
        }
        return new MllibRows(vectors, PreparedRun.open(spark, lockstep, new JobListener() {}));
    }

    private static Dataset<Row> cached(SparkSession spark, JavaRDD<Chunk> chunks) {
        Dataset<Row> table =
                spark.createDataFrame(chunks.flatMap(MllibRows::rows), COLUMNS).cache();
        if (table.count() == 0) { // which makes all of it
            throw new IllegalStateException("no rows");
        }
        return table;
    }

    private static Iterator<Row> rows(Chunk chunk) {
        return IntStream.range(0, chunk.rows())
                .mapToObj(number -> row(chunk, number))
                .iterator();
    }

    private static Row row(Chunk chunk, int number) {
        Batch row = chunk.newBatch(1);
        chunk.addTo(row, number);
        int values = row.isSparse() ? row.rowStarts()[1] : row.width();
        double[] features =
                IntStream.range(0, values).mapToDouble(i -> row.values()[i]).toArray();
        Vector vector = row.isSparse()
                ? Vectors.sparse(row.width(), Arrays.copyOf(row.indices(), values), features)
                : Vectors.dense(features);
        return RowFactory.create((double) row.labels()[0], vector);
    }

    /** Lockstep's. */
    PreparedRun packed() {
        return packed;
    }

    /** MLlib's, of a part that there is. */
    Dataset<Row> vectors(Split split) {
        return Objects.requireNonNull(vectors.get(split));
    }

    @Override
    public void close() {
        packed.close();
        vectors.values().forEach(table -> table.unpersist(true));
    }
}

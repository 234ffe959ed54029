package dev.lockstep.spark;

import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.model.Inputs;
import dev.lockstep.train.Split;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.StructType;

/**
 * The usable rows of a run's sources, each with its part and its number there, and the preparation fitted to the training rows. The
 * numbers follow the order of the files: how Spark lists and splits them has no influence.
 */
public final class IndexedTable implements AutoCloseable, ChunkedData.Source {
    private final Preparation preparation;
    private final List<Integer> shape;
    private final List<RawColumn> schema;
    private final List<IndexedRows> sources;

    /** @param shape of the features, as the source has them; where there are others beside them, they are a table */
    IndexedTable(Preparation preparation, List<Integer> shape, List<RawColumn> schema, List<IndexedRows> sources) {
        this.preparation = preparation;
        int width = preparation.width();
        boolean whole = !shape.isEmpty()
                && shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact) == width;
        this.shape = whole ? List.copyOf(shape) : List.of(width);
        this.schema = List.copyOf(schema);
        this.sources = List.copyOf(sources);
    }

    /** The columns of the training source that are read; other sources give their own, {@link IndexedCursor#schema()}. */
    public List<RawColumn> schema() {
        return schema;
    }

    /** The columns of {@link IndexedCursor#kept}. */
    StructType kept() {
        return sources.get(0).kept();
    }

    /** The number of usable rows of a part. */
    public long rows(Split part) {
        return sources.stream().mapToLong(source -> source.rows(part)).sum();
    }

    /** Fitted to the training rows. */
    public Preparation preparation() {
        return preparation;
    }

    /** What a row is to a model. */
    Inputs inputs() {
        return Inputs.of(preparation, shape);
    }

    /** Lazily runs a function over each partition of each source. The order of partitions means nothing. */
    public <R> JavaRDD<R> mapPartitions(IndexedFunction<R> function) {
        return sources.stream()
                .map(source -> source.mapPartitions(function))
                .reduce(JavaRDD::union)
                .orElseThrow();
    }

    /** Lets executors free the rows that they keep; they can still be read, from the sources. */
    @Override
    public void settled() {
        sources.forEach(IndexedRows::forget);
    }

    /** Frees what executors hold of it. Nothing can be read any more. */
    @Override
    public void close() {
        settled();
        sources.forEach(IndexedRows::close);
    }
}

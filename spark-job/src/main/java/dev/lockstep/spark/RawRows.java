package dev.lockstep.spark;

import dev.lockstep.data.RawColumn;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.StructType;

/**
 * The chosen columns of a table, ready to be read any number of times. Every pass reads the same RDD, so that the files are
 * listed and split once and each pass meets the same blocks.
 */
public final class RawRows {
    private final List<RawColumn> schema;
    private final Partitions<?> partitions;
    private final RecordFinder finder;
    private final StructType kept;
    private final Runnable forget;

    private RawRows(
            List<RawColumn> schema, Partitions<?> partitions, RecordFinder finder, StructType kept, Runnable forget) {
        this.forget = forget;
        this.kept = kept;
        this.schema = List.copyOf(schema);
        this.partitions = partitions;
        this.finder = finder;
    }

    static <T> RawRows of(List<RawColumn> schema, JavaRDD<T> rdd, CursorFactory<T> factory, RecordFinder finder) {
        return of(schema, rdd, factory, finder, new StructType());
    }

    static <T> RawRows of(
            List<RawColumn> schema, JavaRDD<T> rdd, CursorFactory<T> factory, RecordFinder finder, StructType kept) {
        return new RawRows(schema, new Partitions<>(rdd, factory), finder, kept, () -> {});
    }

    /** The columns, in the order in which rows are asked for them. */
    public List<RawColumn> schema() {
        return schema;
    }

    /** Lazily runs a function over each partition. Nothing may rely on the order of partitions: Spark sorts them by size. */
    public <R> JavaRDD<R> mapPartitions(CursorFunction<R> function) {
        return partitions.map(function);
    }

    /** The same records, looked at in another way. */
    RawRows seen(List<RawColumn> columns, CursorView view, RecordFinder otherFinder) {
        return new RawRows(columns, partitions.seen(view), otherFinder, kept, forget);
    }

    /** The same rows, of which executors keep some in memory or on disk, to be freed by {@link #forget}. */
    RawRows remembering(Runnable free) {
        return new RawRows(schema, partitions, finder, kept, free);
    }

    /** Lets executors free what they keep of the rows. They can still be read, from the source. */
    void forget() {
        forget.run();
    }

    /** Looks at records in another way. */
    @FunctionalInterface
    interface CursorView extends Serializable {
        RawCursor of(RawCursor records);
    }

    /** The columns of {@link RawCursor#kept}. */
    StructType kept() {
        return kept;
    }

    /** Finds records in files again, to name their lines in errors. */
    RecordFinder finder() {
        return finder;
    }

    private record Partitions<T>(JavaRDD<T> rdd, CursorFactory<T> factory) {
        <R> JavaRDD<R> map(CursorFunction<R> function) {
            CursorFactory<T> open = factory;
            return rdd.mapPartitionsWithIndex((number, rows) -> function.apply(open.open(number, rows)), false);
        }

        Partitions<T> seen(CursorView view) {
            CursorFactory<T> open = factory;
            return new Partitions<>(rdd, (number, rows) -> view.of(open.open(number, rows)));
        }
    }
}

package dev.lockstep.spark;

import dev.lockstep.data.RawColumn;
import dev.lockstep.train.Split;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.types.StructType;

/** The usable rows of one source, counted, so that each has a part and a number there. */
final class IndexedRows {
    private final RawRows rows;
    private final Broadcast<BlockIndex> blocks;
    private final Parts parts;
    private final PartRows count = new PartRows();

    IndexedRows(RawRows rows, Broadcast<BlockIndex> blocks, Parts parts, List<BlockCount> counts) {
        this.rows = rows;
        this.blocks = blocks;
        this.parts = parts;
        counts.forEach(block -> count.add(block.rowsOfParts()));
    }

    List<RawColumn> schema() {
        return rows.schema();
    }

    StructType kept() {
        return rows.kept();
    }

    long rows(Split part) {
        return count.of(part);
    }

    <R> JavaRDD<R> mapPartitions(IndexedFunction<R> function) {
        Broadcast<BlockIndex> index = blocks;
        Parts chosen = parts;
        List<RawColumn> schema = rows.schema();
        return rows.mapPartitions(records -> function.apply(new IndexedCursor(records, schema, index.value(), chosen)));
    }

    /** Lets executors free the rows that they keep; they can still be read, from the source. */
    void forget() {
        rows.forget();
    }

    void close() {
        blocks.destroy();
    }
}

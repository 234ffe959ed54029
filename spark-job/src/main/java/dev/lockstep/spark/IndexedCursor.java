package dev.lockstep.spark;

import dev.lockstep.data.BadRowException;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.RawRow;
import dev.lockstep.train.Split;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the usable rows of a Spark partition, each with its part and its number there. Bad rows were found before. */
public final class IndexedCursor {
    private final RawCursor records;
    private final List<RawColumn> schema;
    private final BlockIndex blocks;
    private final Parts.Chooser parts;

    private String path = "";
    private long start = -1;
    private int block = -1;
    private int badSeen;
    private long row;
    private PartRows nextOfPart = new PartRows();

    private Split part = Split.TRAINING;
    private long index;

    IndexedCursor(RawCursor records, List<RawColumn> schema, BlockIndex blocks, Parts parts) {
        this.records = records;
        this.schema = schema;
        this.blocks = blocks;
        this.parts = parts.open();
    }

    /** Goes on to the next usable row; false at the end. */
    public boolean next() {
        while (records.next()) {
            enterBlock();
            if (!isBad(records.position())) {
                part = parts.part(row++, records);
                index = nextOfPart.next(part);
                return true;
            }
        }
        return false;
    }

    /** The columns of {@link #row()}. */
    public List<RawColumn> schema() {
        return schema;
    }

    /** The row: a view that the next call of {@link #next()} changes. */
    public RawRow row() {
        return records.row();
    }

    /** Every column of the row as it was read, see {@link RawCursor#kept}. */
    List<@Nullable Object> kept() {
        return records.kept();
    }

    /** The part that the row belongs to. */
    public Split part() {
        return part;
    }

    /** The number of the row within its part, from 0, in file order. */
    public long index() {
        return index;
    }

    /**
     * The exception for a row that preparation refuses although it was found usable: a number that no float holds once it is
     * scaled as the training rows are.
     */
    public DataException refused(BadRowException cause) {
        long record = blocks.firstRecord(block) + records.position();
        String where = (path.isEmpty() ? "" : RecordFinder.shortName(path) + ", ") + "row " + (record + 1);
        return new DataException(
                where + ": " + cause.getMessage()
                        + "; no training row is like it: draw the parts in another way, or change the scale of its column",
                cause);
    }

    BlockCount countIn(PassResult result) {
        return result.at(path, start);
    }

    private void enterBlock() {
        if (block < 0 || records.block() != start || !records.path().equals(path)) {
            path = records.path();
            start = records.block();
            block = blocks.find(path, start);
            badSeen = 0;
            row = blocks.firstRow(block);
            nextOfPart = blocks.firstOfPart(block).copy();
        }
        if (records.position() >= blocks.records(block)) {
            throw BlockIndex.changed(path);
        }
    }

    private boolean isBad(long position) {
        long[] bad = blocks.bad(block);
        if (badSeen < bad.length && bad[badSeen] == position) {
            badSeen++;
            return true;
        }
        return false;
    }
}

package dev.lockstep.spark;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * Where each block of a table's files stands among all of them: by path as text, then by start. What a partition needs in
 * order to number its rows, whichever blocks it was given.
 */
final class BlockIndex implements Serializable {
    private static final long serialVersionUID = 1;

    private final String[] paths;
    private final long[] blocks;
    private final long[] firstRow;
    private final long[] firstRecord;
    private final long[] records;
    private final long[][] bad;
    private final PartRows[] firstOfPart;

    private BlockIndex(int size) {
        paths = new String[size];
        blocks = new long[size];
        firstRow = new long[size];
        firstRecord = new long[size];
        records = new long[size];
        bad = new long[size][];
        firstOfPart = new PartRows[size];
    }

    /** The blocks in file order. */
    static List<BlockCount> sorted(List<BlockCount> counts) {
        return counts.stream()
                .sorted(Comparator.comparing(BlockCount::path).thenComparingLong(BlockCount::block))
                .toList();
    }

    /** An index of blocks in file order. */
    static BlockIndex of(List<BlockCount> sorted) {
        BlockIndex index = new BlockIndex(sorted.size());
        long row = 0;
        long record = 0;
        PartRows ofPart = new PartRows();
        for (int i = 0; i < sorted.size(); i++) {
            BlockCount count = sorted.get(i);
            boolean sameFile = i > 0 && count.path().equals(index.paths[i - 1]);
            if (sameFile && count.block() == index.blocks[i - 1]) {
                throw new DataException(RecordFinder.shortName(count.path())
                        + " is read twice: name each file once, and globs that do not overlap");
            }
            record = sameFile ? record : 0;
            index.paths[i] = count.path();
            index.blocks[i] = count.block();
            index.firstRow[i] = row;
            index.firstRecord[i] = record;
            index.records[i] = count.records();
            index.bad[i] = count.badPositions();
            row += count.rows();
            record += count.records();
            index.firstOfPart[i] = ofPart.copy();
            ofPart.add(count.rowsOfParts());
        }
        return index;
    }

    /** The number of a block; throws if there was none such when rows were counted. */
    int find(String path, long block) {
        int low = 0;
        int high = paths.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = paths[middle].compareTo(path);
            order = order != 0 ? order : Long.compare(blocks[middle], block);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw changed(path);
    }

    /** The data are not what they were in the pass before. */
    static DataException changed(String path) {
        return new DataException((path.isEmpty() ? "the source" : RecordFinder.shortName(path))
                + " changed while it was read: start again when nobody writes to it");
    }

    /** The number of usable rows before the block. */
    long firstRow(int block) {
        return firstRow[block];
    }

    /** The number of records, usable or not, before the block in its file. */
    long firstRecord(int block) {
        return firstRecord[block];
    }

    /** The number of records, usable or not, of the block. */
    long records(int block) {
        return records[block];
    }

    /** The positions of the block's bad rows, ascending, uncopied. */
    long[] bad(int block) {
        return bad[block];
    }

    /** For each part, the number of its rows before the block, uncopied. */
    PartRows firstOfPart(int block) {
        return firstOfPart[block];
    }
}

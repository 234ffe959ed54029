package dev.lockstep.spark;

import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a pass found in one block of a file. */
final class BlockCount implements Serializable {
    private static final long serialVersionUID = 1;

    /** How many bad rows are shown. */
    static final int SHOWN = 5;

    private final String path;
    private final long block;
    private final PartRows rows;
    private final List<BadRow> firstBad = new ArrayList<>();
    private long[] badPositions = {};
    private long bad;

    BlockCount(String path, long block) {
        this(path, block, new PartRows());
    }

    private BlockCount(String path, long block, PartRows rows) {
        this.path = path;
        this.block = block;
        this.rows = rows;
    }

    String path() {
        return path;
    }

    long block() {
        return block;
    }

    boolean is(String otherPath, long otherBlock) {
        return block == otherBlock && path.equals(otherPath);
    }

    void add(Split part) {
        rows.next(part);
    }

    /** Notes a bad row; positions are kept while there are no more of them than may be skipped. */
    void addBad(BadRow row, long allowed) {
        if (bad < allowed) {
            if (bad == badPositions.length) {
                badPositions = Arrays.copyOf(badPositions, Math.max(8, badPositions.length * 2));
            }
            badPositions[(int) bad] = row.position();
        }
        if (bad < SHOWN) {
            firstBad.add(row);
        }
        bad++;
    }

    /** Usable rows. */
    long rows() {
        return rows.total();
    }

    PartRows rowsOfParts() {
        return rows;
    }

    long bad() {
        return bad;
    }

    /** Usable rows and bad ones. */
    long records() {
        return rows() + bad;
    }

    /** The positions of the bad rows, ascending; all of them, if there are not more than may be skipped. */
    long[] badPositions() {
        return Arrays.copyOf(badPositions, (int) Math.min(bad, badPositions.length));
    }

    List<BadRow> firstBad() {
        return firstBad;
    }

    /** The same block with its rows counted by the parts of another count; what was bad is as it was. */
    BlockCount divided(BlockCount byPart) {
        BlockCount divided = new BlockCount(path, block, byPart.rows);
        divided.badPositions = badPositions;
        divided.bad = bad;
        return divided;
    }
}

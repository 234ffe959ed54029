package dev.lockstep.spark;

import dev.lockstep.data.BadRowException;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.Piece;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.RowEncoder;
import dev.lockstep.data.RowPacker;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Packs the rows of an input partition into pieces, one for each chunk that they go to; when it holds 32 MB it gives away what it has.
 * Pieces rather than rows, because a shuffle of row objects takes several times as long.
 */
final class PieceMaker implements Iterator<Tuple2<Integer, Piece>> {
    private static final long MOST_BYTES = 32 << 20;

    private final Preparation preparation;
    private final IndexedCursor rows;
    private final RowEncoder encoder;
    private final Places.Finder places;
    private final @Nullable Open[] open;
    private boolean ended;
    private int next;

    PieceMaker(Preparation preparation, Places places, IndexedCursor rows) {
        this.preparation = preparation;
        this.rows = rows;
        this.encoder = preparation.encoder(rows.schema());
        this.places = places.finder();
        this.open = new Open[places.chunks()];
        this.next = open.length;
    }

    @Override
    public boolean hasNext() {
        while (true) {
            for (; next < open.length; next++) {
                Open piece = open[next];
                if (piece != null && piece.packer.rows() > 0) {
                    return true;
                }
            }
            if (ended) {
                return false;
            }
            fill();
            next = 0;
        }
    }

    @Override
    public Tuple2<Integer, Piece> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Open piece = opened(next);
        open[next] = null; // with many chunks and wide rows, the arrays of all of them would add up
        return new Tuple2<>(next, piece.take(next));
    }

    private void fill() {
        long bytes = 0;
        while (bytes < MOST_BYTES) {
            if (!rows.next()) {
                ended = true;
                return;
            }
            places.find(rows.part(), rows.index());
            Open piece = opened(places.chunk());
            long before = piece.packer.bytes();
            encode(encoder, rows, piece.packer);
            piece.put(places.offset());
            bytes += piece.packer.bytes() - before;
        }
    }

    private Open opened(int chunk) {
        Open piece = open[chunk];
        if (piece == null) {
            piece = new Open(preparation.newPacker());
            open[chunk] = piece;
        }
        return piece;
    }

    private static void encode(RowEncoder encoder, IndexedCursor rows, RowPacker packer) {
        try {
            encoder.encode(rows.row(), packer);
        } catch (BadRowException e) {
            throw rows.refused(e);
        }
    }

    /** The rows of one part of an input partition, as they lie. */
    static Iterator<Chunk> chunk(Preparation preparation, Split split, IndexedCursor rows) {
        RowEncoder encoder = preparation.encoder(rows.schema());
        RowPacker packer = preparation.newPacker();
        while (rows.next()) {
            if (rows.part() == split) {
                encode(encoder, rows, packer);
            }
        }
        return List.of(packer.toChunk()).iterator();
    }

    /** The one chunk that pieces make up; an empty one tells what the rows would be like where none came. */
    static Iterator<Chunk> assemble(int rows, int number, Iterator<Piece> came, Chunk empty) {
        List<Piece> pieces = new ArrayList<>();
        came.forEachRemaining(pieces::add);
        if (pieces.isEmpty()) {
            pieces.add(new Piece(number, new int[0], empty));
        }
        return List.of(Piece.assemble(rows, pieces)).iterator();
    }

    private static final class Open {
        private final RowPacker packer;
        private int[] offsets = new int[16];

        Open(RowPacker packer) {
            this.packer = packer;
        }

        void put(int offset) {
            int row = packer.rows() - 1;
            if (row == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * row);
            }
            offsets[row] = offset;
        }

        Piece take(int chunk) {
            return new Piece(chunk, Arrays.copyOf(offsets, packer.rows()), packer.toChunk());
        }
    }
}

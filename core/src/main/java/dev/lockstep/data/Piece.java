package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Rows on their way to a chunk, packed, with the place of each within the chunk. What a shuffle carries. Owns its arrays.
 */
public final class Piece implements Serializable {
    private static final long serialVersionUID = 1;

    private final int chunk;
    private final int[] offsets;
    private final Chunk rows;

    /**
     * Rows for a chunk.
     *
     * @param chunk the number of the chunk
     * @param offsets for each row, its number within the chunk
     */
    public Piece(int chunk, int[] offsets, Chunk rows) {
        Checks.require(offsets.length == rows.rows(), "number of offsets", "" + rows.rows(), offsets.length);
        this.chunk = chunk;
        this.offsets = offsets;
        this.rows = rows;
    }

    public int chunk() {
        return chunk;
    }

    /** Uncopied. */
    public int[] offsets() {
        return offsets;
    }

    public Chunk rows() {
        return rows;
    }

    /** The bytes that the arrays hold. */
    public long bytes() {
        return 4L * offsets.length + rows.bytes();
    }

    /**
     * The chunk that the pieces make up, in whatever order they come. Throws unless every row from 0 comes exactly once.
     *
     * @param rows of the chunk
     * @param pieces at least one, even of no rows: it says what the rows are like
     */
    public static Chunk assemble(int rows, List<Piece> pieces) {
        Checks.require(!pieces.isEmpty(), "pieces of a chunk", "at least one", "none");
        int[] pieceOf = new int[rows];
        int[] rowOf = new int[rows];
        Arrays.fill(pieceOf, -1);
        int filled = 0;
        for (int p = 0; p < pieces.size(); p++) {
            Piece piece = pieces.get(p);
            for (int r = 0; r < piece.offsets.length; r++) {
                int offset = piece.offsets[r];
                if (offset < 0 || offset >= rows || pieceOf[offset] >= 0) {
                    throw new IllegalStateException("chunk " + piece.chunk + " of " + rows + " rows: row " + offset
                            + (offset < 0 || offset >= rows ? " is none of them" : " comes twice"));
                }
                pieceOf[offset] = p;
                rowOf[offset] = r;
            }
            filled += piece.offsets.length;
        }
        if (filled < rows) {
            throw new IllegalStateException(
                    "chunk " + pieces.get(0).chunk + " of " + rows + " rows: only " + filled + " came");
        }
        return new Gathering(pieces.stream().map(Piece::rows).toList(), pieceOf, rowOf).chunk();
    }
}

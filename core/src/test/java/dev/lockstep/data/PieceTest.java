package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.numeric.Permutation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class PieceTest {
    private static final int ROWS = 200;

    @Test
    void assembleDenseChunks() {
        assembleInAnyOrder(() -> RowPacker.dense(3, false), false);
        assembleInAnyOrder(() -> RowPacker.dense(3, true), true);
    }

    @Test
    void assembleSparseChunks() {
        assembleInAnyOrder(() -> RowPacker.sparse(3, false), false);
        assembleInAnyOrder(() -> RowPacker.sparse(3, true), true);
    }

    @Test
    void assembleChunksOfBytes() {
        float[] table = new float[256];
        for (int b = 0; b < 256; b++) {
            table[b] = b / 2f;
        }
        Piece one = new Piece(0, new int[] {1}, bytes(table, 8));
        Piece two = new Piece(0, new int[] {2, 0}, bytes(table, 4, 2));
        Chunk chunk = Piece.assemble(3, List.of(one, two));
        assertThat(Preparing.features(chunk, 0)).containsExactly(1);
        assertThat(Preparing.features(chunk, 1)).containsExactly(4);
        assertThat(Preparing.features(chunk, 2)).containsExactly(2);
        assertThat(chunk.features()).isInstanceOf(ByteFeatures.class);
        assertThat(two.bytes()).isEqualTo(2 * (4 + 1 + 4));
    }

    @Test
    void everyRowMustComeOnce() {
        Piece piece = new Piece(7, new int[] {0, 2}, dense(1, 2));
        assertThatThrownBy(() -> Piece.assemble(3, List.of(piece)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("chunk 7 of 3 rows: only 2 came");
        assertThatThrownBy(() -> Piece.assemble(3, List.of(piece, new Piece(7, new int[] {2}, dense(1, 1)))))
                .hasMessage("chunk 7 of 3 rows: row 2 comes twice");
        assertThatThrownBy(() -> Piece.assemble(2, List.of(piece)))
                .hasMessage("chunk 7 of 2 rows: row 2 is none of them");
        assertThatThrownBy(() -> Piece.assemble(1, List.of(new Piece(7, new int[] {-1}, dense(1, 1)))))
                .hasMessage("chunk 7 of 1 rows: row -1 is none of them");
        assertThatThrownBy(() -> Piece.assemble(0, List.of()))
                .hasMessage("pieces of a chunk must be at least one, but was none");
        assertThatThrownBy(() -> new Piece(0, new int[1], dense(1, 2)))
                .hasMessage("number of offsets must be 2, but was 1");
    }

    @Test
    void emptyPiecesAreFine() {
        Piece empty = new Piece(1, new int[0], RowPacker.dense(1, true).toChunk());
        assertThat(Piece.assemble(0, List.of(empty)).rows()).isZero();
        RowPacker packer = RowPacker.dense(1, true);
        packer.begin();
        packer.end(1, 3);
        Chunk chunk = Piece.assemble(1, List.of(empty, new Piece(1, new int[1], packer.toChunk())));
        assertThat(chunk.weights()).containsExactly(3);
    }

    @Test
    void piecesMustBeAlike() {
        Piece one = new Piece(0, new int[] {0}, dense(1, 1));
        RowPacker weighted = RowPacker.dense(1, true);
        weighted.begin();
        weighted.end(0, 1);
        assertThatThrownBy(() -> Piece.assemble(2, List.of(one, new Piece(0, new int[] {1}, dense(2, 1)))))
                .hasMessage("pieces of a chunk must be packed alike, but was DenseFeatures of width 2");
        assertThatThrownBy(() -> Piece.assemble(2, List.of(one, new Piece(0, new int[] {1}, bytes(new float[256], 1)))))
                .hasMessage("pieces of a chunk must be packed alike, but was ByteFeatures of width 1");
        assertThatThrownBy(() -> Piece.assemble(2, List.of(one, new Piece(0, new int[] {1}, weighted.toChunk()))))
                .hasMessage("pieces of a chunk must be all with weights or all without, but was mixed");
    }

    private static void assembleInAnyOrder(Supplier<RowPacker> packers, boolean weighted) {
        List<Piece> pieces = new ArrayList<>();
        int[] offsets = Permutation.shuffled(ROWS, 9);
        for (int from = 0; from < ROWS; from += 30) {
            RowPacker packer = packers.get();
            int to = Math.min(ROWS, from + 30);
            int[] mine = new int[to - from];
            for (int i = from; i < to; i++) {
                mine[i - from] = offsets[i];
                add(packer, offsets[i], weighted);
            }
            pieces.add(new Piece(4, mine, packer.toChunk()));
        }
        RowPacker straight = packers.get();
        for (int offset = 0; offset < ROWS; offset++) {
            add(straight, offset, weighted);
        }
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(pieces, new Random(seed));
            Piece sent = Preparing.throughBytes(pieces.get(0), Piece.class);
            pieces.set(0, sent);
            assertThat(sent.chunk()).isEqualTo(4);
            assertThat(Piece.assemble(ROWS, pieces)).usingRecursiveComparison().isEqualTo(straight.toChunk());
        }
    }

    private static void add(RowPacker packer, int row, boolean weighted) {
        packer.begin();
        if (row % 3 > 0) {
            packer.set(0, row);
        }
        if (row % 4 > 0) {
            packer.set(2, -row);
        }
        packer.end(row, weighted ? row / 2f : 1);
    }

    private static Chunk dense(int width, int rows) {
        RowPacker packer = RowPacker.dense(width, false);
        for (int r = 0; r < rows; r++) {
            packer.begin();
            packer.end(0, 1);
        }
        return packer.toChunk();
    }

    private static Chunk bytes(float[] table, int... values) {
        RowPacker packer = RowPacker.bytes(1, table, false);
        for (int value : values) {
            packer.begin();
            packer.setBytes(new byte[] {(byte) value});
            packer.end(0, 1);
        }
        return packer.toChunk();
    }
}

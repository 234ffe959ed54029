package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RowPackerTest {
    @Test
    void packsDenseRows() {
        RowPacker packer = RowPacker.dense(3, false);
        for (int r = 0; r < 100; r++) {
            packer.begin();
            packer.set(0, r);
            packer.set(2, -r);
            packer.end(r, 1);
        }
        Chunk chunk = packer.toChunk();
        assertThat(chunk.rows()).isEqualTo(100);
        assertThat(chunk.weights()).isEmpty();
        assertThat(Preparing.features(chunk, 77)).containsExactly(77, 0, -77);
        assertThat(chunk.labels()[77]).isEqualTo(77);
        assertThat(chunk.bytes()).isEqualTo(packer.bytes()).isEqualTo(100 * 16);
    }

    @Test
    void packsSparseRows() {
        RowPacker packer = RowPacker.sparse(1_000, true);
        for (int r = 0; r < 100; r++) {
            packer.begin();
            packer.set(r, 0);
            for (int j = 0; j < r % 3; j++) {
                packer.set(r + 1 + j, r);
            }
            packer.end(r, r);
        }
        SparseFeatures features = (SparseFeatures) packer.toChunk().features();
        assertThat(features.values()).hasSize(99);
        assertThat(features.rowStarts()).startsWith(0, 0, 1, 3, 3).endsWith(99);
        assertThat(features.indices()).startsWith(2, 3, 4);
        assertThat(packer.toChunk().weights()[42]).isEqualTo(42);
        assertThat(packer.isSparse()).isTrue();
        assertThat(packer.width()).isEqualTo(1_000);
        assertThat(packer.toChunk().bytes()).isEqualTo(packer.bytes());
    }

    @Test
    void packsBytes() {
        float[] table = new float[256];
        table[200] = 2;
        RowPacker packer = RowPacker.bytes(2, table, false);
        for (int r = 0; r < 20; r++) {
            packer.begin();
            packer.setBytes(new byte[] {(byte) 200, (byte) r});
            packer.end(0, 1);
        }
        Chunk chunk = packer.toChunk();
        assertThat(((ByteFeatures) chunk.features()).values()).hasSize(40).endsWith(200, 19);
        assertThat(Preparing.features(chunk, 3)).containsExactly(2, 0);
        assertThat(chunk.bytes()).isEqualTo(packer.bytes()).isEqualTo(20 * 6);
    }

    @Test
    void forgetsRowsThatAreNotEnded() {
        for (RowPacker packer : new RowPacker[] {RowPacker.dense(2, false), RowPacker.sparse(2, false)}) {
            packer.begin();
            packer.set(0, 5);
            packer.set(1, 5);
            packer.begin();
            packer.set(1, 6);
            packer.end(1, 1);
            packer.begin();
            packer.set(0, 7);
            Chunk chunk = packer.toChunk();
            assertThat(chunk.rows()).isEqualTo(1);
            assertThat(Preparing.features(chunk, 0)).containsExactly(0, 6);
        }
    }

    @Test
    void startsAfreshWhenCleared() {
        for (RowPacker packer : new RowPacker[] {RowPacker.dense(2, true), RowPacker.sparse(2, true)}) {
            packer.begin();
            packer.set(0, 5);
            packer.end(1, 2);
            Chunk first = packer.toChunk();
            packer.clear();
            assertThat(packer.rows()).isZero();
            assertThat(packer.toChunk().rows()).isZero();
            packer.begin();
            packer.set(1, 6);
            packer.end(3, 4);
            assertThat(Preparing.features(packer.toChunk(), 0)).containsExactly(0, 6);
            assertThat(packer.toChunk().labels()).containsExactly(3);
            assertThat(Preparing.features(first, 0)).containsExactly(5, 0);
        }
    }

    @Test
    void refusesWeightsThatItDoesNotStore() {
        RowPacker packer = RowPacker.dense(1, false);
        packer.begin();
        assertThatThrownBy(() -> packer.end(0, 2))
                .hasMessage("weight in a packer without weights must be 1, but was 2.0");
    }

    /** The limits of packed memory over the bytes of what was given: features and label. */
    @Test
    void takesLittleMoreThanTheValues() {
        int rows = 1_000;
        int width = 20;
        RowPacker dense = RowPacker.dense(width, false);
        RowPacker sparse = RowPacker.sparse(1_000_000, false);
        for (int r = 0; r < rows; r++) {
            dense.begin();
            sparse.begin();
            for (int j = 0; j < width; j++) {
                dense.set(j, 1);
                sparse.set(j, 1);
            }
            dense.end(0, 1);
            sparse.end(0, 1);
        }
        assertThat(dense.toChunk().bytes()).isLessThanOrEqualTo((long) (1.1 * 4 * rows * width));
        assertThat(sparse.toChunk().bytes()).isLessThanOrEqualTo((long) (1.2 * 8 * rows * width));
    }
}

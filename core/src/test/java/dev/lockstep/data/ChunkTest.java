package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ChunkTest {
    private static final float[] NO_WEIGHTS = {};

    @Test
    void denseRowsGoIntoABatch() {
        Chunk chunk = new Chunk(
                new DenseFeatures(2, 3, new float[] {1, 2, 3, 4, 5, 6}), new float[] {7, 8}, new float[] {0.5f, 2});
        Batch batch = chunk.newBatch(1);
        chunk.addTo(batch, 1);
        chunk.addTo(batch, 0);
        assertThat(chunk.rows()).isEqualTo(2);
        assertThat(Arrays.copyOf(batch.values(), 6)).containsExactly(4, 5, 6, 1, 2, 3);
        assertThat(Arrays.copyOf(batch.labels(), 2)).containsExactly(8, 7);
        assertThat(Arrays.copyOf(batch.weights(), 2)).containsExactly(2, 0.5f);
        assertThat(chunk.bytes()).isEqualTo(4 * 6 + 8 + 8);
    }

    @Test
    void bytesStandForTheFeaturesOfTheTable() {
        float[] table = new float[256];
        table[255] = 1;
        table[128] = 0.5f;
        ByteFeatures features = new ByteFeatures(2, 2, new byte[] {0, (byte) 255, (byte) 128, 0}, table);
        Chunk chunk = new Chunk(features, new float[2], NO_WEIGHTS);
        Batch batch = chunk.newBatch(2);
        chunk.addTo(batch, 0);
        chunk.addTo(batch, 1);
        assertThat(batch.values()).containsExactly(0, 1, 0.5f, 0);
        assertThat(Arrays.copyOf(batch.weights(), 2)).containsExactly(1, 1);
        assertThat(features.isSparse()).isFalse();
        assertThat(features.values()).hasSize(4);
        assertThat(features.table()).isSameAs(table);
        assertThat(chunk.bytes()).isEqualTo(4 + 8);
    }

    @Test
    void sparseRowsGoIntoABatch() {
        SparseFeatures features =
                new SparseFeatures(10, new int[] {0, 2, 2, 3}, new int[] {1, 9, 4}, new float[] {5, 6, 7});
        Chunk chunk = new Chunk(features, new float[] {1, 2, 3}, NO_WEIGHTS);
        Batch batch = chunk.newBatch(3);
        chunk.addTo(batch, 2);
        chunk.addTo(batch, 1);
        chunk.addTo(batch, 0);
        assertThat(batch.isSparse()).isTrue();
        assertThat(batch.width()).isEqualTo(10);
        assertThat(Arrays.copyOf(batch.rowStarts(), 4)).containsExactly(0, 1, 1, 3);
        assertThat(Arrays.copyOf(batch.indices(), 3)).containsExactly(4, 1, 9);
        assertThat(Arrays.copyOf(batch.values(), 3)).containsExactly(7, 5, 6);
        assertThat(chunk.bytes()).isEqualTo(3 * 8 + 4 * 4 + 3 * 4);
        assertThat(features.rowStarts()).hasSize(4);
        assertThat(features.indices()).hasSize(3);
        assertThat(features.values()).hasSize(3);
    }

    @Test
    void refusesArraysThatDoNotFitTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DenseFeatures(2, 3, new float[5]))
                .withMessage("length of values must be 2 × 3, but was 5");
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteFeatures(2, 3, new byte[5], new float[256]));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteFeatures(2, 3, new byte[6], new float[255]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SparseFeatures(2, new int[0], new int[0], new float[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SparseFeatures(2, new int[] {0, 1}, new int[2], new float[2]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SparseFeatures(2, new int[] {0, 1}, new int[1], new float[2]));
        DenseFeatures one = new DenseFeatures(1, 1, new float[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chunk(one, new float[2], NO_WEIGHTS))
                .withMessage("number of labels must be 1, but was 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chunk(one, new float[1], new float[2]))
                .withMessage("number of weights must be 0 or 1, but was 2");
    }
}

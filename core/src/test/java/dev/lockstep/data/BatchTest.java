package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BatchTest {
    @Test
    void denseRowsLieOneAfterAnotherAlsoAfterGrowing() {
        Batch batch = Batch.dense(2, 1);
        for (int r = 0; r < 10; r++) {
            batch.addDense(new float[] {-1, r, r + 0.5f}, 1, r * 2, r * 3);
        }
        assertThat(batch.rows()).isEqualTo(10);
        assertThat(batch.width()).isEqualTo(2);
        assertThat(batch.isSparse()).isFalse();
        for (int r = 0; r < 10; r++) {
            assertThat(batch.values()[2 * r]).isEqualTo(r);
            assertThat(batch.values()[2 * r + 1]).isEqualTo(r + 0.5f);
            assertThat(batch.labels()[r]).isEqualTo(2 * r);
            assertThat(batch.weights()[r]).isEqualTo(3 * r);
        }
    }

    @Test
    void sparseRowsKeepTheirLengthsAlsoAfterGrowing() {
        Batch batch = Batch.sparse(1000, 1);
        int[] indices = new int[1000];
        float[] values = new float[1000];
        Arrays.setAll(indices, i -> i);
        for (int i = 0; i < values.length; i++) {
            values[i] = -i;
        }
        int[] lengths = {3, 0, 500, 1, 0, 40};
        for (int r = 0; r < lengths.length; r++) {
            batch.addSparse(indices, values, r, r + lengths[r], r, 1);
        }
        assertThat(batch.isSparse()).isTrue();
        assertThat(Arrays.copyOf(batch.rowStarts(), 7)).containsExactly(0, 3, 3, 503, 504, 504, 544);
        for (int r = 0; r < lengths.length; r++) {
            for (int i = 0; i < lengths[r]; i++) {
                assertThat(batch.indices()[batch.rowStarts()[r] + i]).isEqualTo(r + i);
                assertThat(batch.values()[batch.rowStarts()[r] + i]).isEqualTo(-(r + i));
            }
        }
    }

    @Test
    void aClearedBatchIsFilledAfresh() {
        Batch batch = Batch.sparse(5, 2);
        batch.addSparse(new int[] {1, 2}, new float[] {1, 2}, 0, 2, 1, 1);
        batch.clear();
        assertThat(batch.rows()).isZero();
        batch.addSparse(new int[] {4}, new float[] {7}, 0, 1, 0, 2);
        assertThat(batch.rowStarts()[1]).isEqualTo(1);
        assertThat(batch.indices()[0]).isEqualTo(4);
        assertThat(batch.values()[0]).isEqualTo(7);
    }

    @Test
    void rowsOfBytesAreWhatTheirTableSays() {
        float[] table = table(0.5f);
        Batch batch = Batch.dense(1_500, 1);
        for (int r = 0; r < 4; r++) {
            batch.addBytes(bytes(r, 1_500 + r), r, r == 2 ? table.clone() : table, r, 1);
        }
        float[] expected = new float[4 * 1_500];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = table[bytes(i / 1_500, 1_500 + 4)[i / 1_500 + i % 1_500] & 0xFF];
        }
        assertThat(copied(batch)).containsExactly(expected);
        assertThat(Arrays.copyOf(batch.values(), expected.length)).containsExactly(expected);
        assertThat(copied(batch)).containsExactly(expected);
        assertThat(Arrays.copyOf(batch.labels(), 4)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void rowsOfSeveralKindsAreFloats() {
        Batch batch = Batch.dense(2, 1);
        batch.addBytes(new byte[] {1, -1}, 0, table(1), 0, 1);
        batch.addBytes(new byte[] {1, -1}, 0, table(2), 0, 1);
        batch.addDense(new float[] {7, 8}, 0, 0, 1);
        batch.addBytes(new byte[] {0, 3, 4}, 1, table(1), 0, 1);
        assertThat(copied(batch)).containsExactly(1, 255, 2, 510, 7, 8, 3, 4);
        batch.clear();
        batch.addBytes(new byte[] {5, 6}, 0, table(3), 0, 1);
        batch.addDense(new float[] {7, 8}, 0, 0, 1);
        assertThat(copied(batch)).containsExactly(15, 18, 7, 8);
    }

    private static float[] table(float scale) {
        float[] table = new float[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = scale * i;
        }
        return table;
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (31 * i + 7 * seed);
        }
        return bytes;
    }

    private static float[] copied(Batch batch) {
        float[] all = new float[batch.rows() * batch.width()];
        batch.copyTo((at, values, from, count) -> System.arraycopy(values, from, all, (int) at, count));
        return all;
    }

    @Test
    void classesMultiplyTheWeightsOfTheirRows() {
        Batch batch = Batch.dense(0, 3);
        batch.addDense(new float[0], 0, 1, 2);
        batch.addDense(new float[0], 0, 0, 2);
        batch.weightClasses(new float[0]);
        assertThat(Arrays.copyOf(batch.weights(), 2)).containsExactly(2, 2);
        batch.weightClasses(new float[] {0.5f, 3});
        assertThat(Arrays.copyOf(batch.weights(), 2)).containsExactly(6, 1);
    }

    @Test
    void refusesRowsOfTheOtherKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batch.sparse(2, 1).addDense(new float[2], 0, 0, 1))
                .withMessage("batch must be dense, but was sparse");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batch.dense(2, 1).addSparse(new int[1], new float[1], 0, 1, 0, 1))
                .withMessage("batch must be sparse, but was dense");
        assertThatIllegalArgumentException().isThrownBy(() -> Batch.dense(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Batch.sparse(1, 0));
    }
}

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

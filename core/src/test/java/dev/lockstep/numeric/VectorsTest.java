package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorsTest {
    /** Some roundings of float for sums of at most 100 products below 1. */
    private static final double ROUNDING = 1e-5;

    private final RandomGenerator random = Seeds.generator(3);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 16, 31, 100})
    void dotIsTheInnerProductOfBothRanges(int n) {
        float[] a = vector(n + 3);
        float[] b = vector(n + 5);
        double expected = 0;
        for (int i = 0; i < n; i++) {
            expected += (double) a[2 + i] * b[4 + i];
        }
        assertThat((double) Vectors.dot(a, 2, b, 4, n)).isCloseTo(expected, within(ROUNDING));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100})
    void axpyAddsWithinItsRangeAlone(int n) {
        float[] x = vector(n + 3);
        float[] y = vector(n + 5);
        float[] expected = y.clone();
        for (int i = 0; i < n; i++) {
            expected[4 + i] += 0.3f * x[2 + i];
        }
        Vectors.axpy(0.3f, x, 2, y, 4, n);
        assertThat(y).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 30})
    void sparseKernelsAgreeWithDenseOnes(int n) {
        float[] values = vector(n + 2);
        int[] indices = new int[n + 2];
        float[] dense = new float[100];
        for (int i = 0; i < n; i++) {
            indices[1 + i] = 3 * i;
            dense[3 * i] = values[1 + i];
        }
        float[] y = vector(107);
        assertThat((double) Vectors.sparseDot(indices, values, 1, 1 + n, y, 7))
                .isCloseTo(Vectors.dot(dense, 0, y, 7, 100), within(ROUNDING));

        float[] expected = y.clone();
        Vectors.axpy(-2, dense, 0, expected, 7, 100);
        Vectors.sparseAxpy(-2, indices, values, 1, 1 + n, y, 7);
        assertThat(y).containsExactly(expected);
    }

    private float[] vector(int n) {
        float[] vector = new float[n];
        Arrays.setAll(new double[n], i -> vector[i] = (float) random.nextDouble(-1, 1));
        return vector;
    }
}

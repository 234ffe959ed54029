package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NewtonSchulzTest {
    @ParameterizedTest
    @CsvSource({"40, 120", "120, 40", "1, 7", "7, 1"})
    void singularValuesOfRandomMatricesEndNearOne(int rows, int columns) {
        Matrix orthogonal = NewtonSchulz.DEFAULT.orthogonal(MatrixTest.random(rows, columns, 5));
        assertThat(orthogonal.rows()).isEqualTo(rows);
        assertThat(orthogonal.columns()).isEqualTo(columns);
        Matrix gram = rows < columns
                ? orthogonal.times(orthogonal.transposed())
                : orthogonal.transposed().times(orthogonal);
        // Squares of the singular values are the eigenvalues: their greatest, and, from that of 1.5 · I − gram, their
        // least.
        assertThat(greatest(gram, 0)).isLessThan(1.25 * 1.25);
        assertThat(1.5 * 1.5 - greatest(gram, 1.5 * 1.5)).isGreaterThan(0.65 * 0.65);
    }

    /** The greatest eigenvalue of the gram, or of {@code from · I − gram}, by power iteration. */
    private static double greatest(Matrix gram, double from) {
        int n = gram.rows();
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 1 + 0.1 * (i % 7);
        }
        double norm = 0;
        for (int t = 0; t < 2000; t++) {
            double[] next = new double[n];
            norm = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    next[i] += (from == 0 ? 1 : -1) * gram.values()[i * n + j] * x[j];
                }
                next[i] += from * x[i];
                norm += next[i] * next[i];
            }
            norm = Math.sqrt(norm);
            for (int i = 0; i < n; i++) {
                x[i] = next[i] / norm;
            }
        }
        return norm;
    }

    @Test
    void singularVectorsStay() {
        Matrix matrix = new Matrix(2, 3);
        matrix.values()[0] = 4;
        matrix.values()[5] = -0.1f;
        float[] values = NewtonSchulz.DEFAULT.orthogonal(matrix).values();
        assertThat((double) values[0]).isCloseTo(1, Offset.offset(0.35));
        assertThat((double) values[5]).isCloseTo(-1, Offset.offset(0.35));
        assertThat(values[1]).isZero();
        assertThat(values[3]).isZero();
    }

    @Test
    void aMatrixOfZerosStaysOne() {
        assertThat(NewtonSchulz.DEFAULT.orthogonal(new Matrix(2, 2)).values()).containsExactly(0, 0, 0, 0);
    }
}

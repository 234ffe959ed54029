package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 2", "17, 4, 513", "2, 67, 3", "150, 131, 600"})
    void theProductIsThatOfTheDefinition(int rows, int inner, int columns) {
        Matrix left = random(rows, inner, 1);
        Matrix right = random(inner, columns, 2);
        Matrix product = left.times(right);
        assertThat(product.rows()).isEqualTo(rows);
        assertThat(product.columns()).isEqualTo(columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double expected = 0;
                for (int k = 0; k < inner; k++) {
                    expected += (double) left.values()[i * inner + k] * right.values()[k * columns + j];
                }
                assertThat((double) product.values()[i * columns + j])
                        .isCloseTo(expected, Offset.offset(1e-6 * inner)); // entries are at most 1
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "3, 2"})
    void transposedTwiceIsTheSame(int rows, int columns) {
        Matrix matrix = random(rows, columns, 3);
        assertThat(matrix.transposed().values()[(columns - 1) * rows]).isEqualTo(matrix.values()[columns - 1]);
        assertThat(matrix.transposed().transposed()).hasToString(matrix.toString());
    }

    static Matrix random(int rows, int columns, long seed) {
        Matrix matrix = new Matrix(rows, columns);
        float[] values = OptimizerContractTest.random(rows * columns, seed);
        for (int i = 0; i < values.length; i++) {
            matrix.values()[i] = values[i] / 8 - 1; // from 16 down to 0, and below
        }
        return matrix;
    }
}

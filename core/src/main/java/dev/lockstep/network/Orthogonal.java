package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A matrix with orthonormal rows, or columns where it has more rows than columns, drawn evenly from all of them; times a gain. A
 * tensor of more dimensions is taken as outputs by all else.
 *
 * @param gain positive
 * @see <a href="https://arxiv.org/abs/1312.6120">Saxe, McClelland and Ganguli, 2014</a>
 */
public record Orthogonal(double gain) implements Initializer {
    public Orthogonal {
        Checks.positive("orthogonal", gain);
    }

    @Override
    public void fill(float[] theta, int from, List<Integer> shape, RandomGenerator random) {
        int rows = shape.get(0);
        int columns = Initializer.size(shape) / rows;
        int count = Math.min(rows, columns);
        double[][] basis = new double[count][Math.max(rows, columns)];
        for (int k = 0; k < count; k++) {
            drawOrthogonal(basis, k, random);
        }
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                theta[from + r * columns + c] = (float) (gain * (rows <= columns ? basis[r][c] : basis[c][r]));
            }
        }
    }

    /** Draws vector k of norm 1 at right angles to those before it: Gram and Schmidt, twice, since once leaves a rounding error. */
    private static void drawOrthogonal(double[][] basis, int k, RandomGenerator random) {
        double[] vector = basis[k];
        double norm = 0;
        while (norm < 1e-3) { // all but parallel to the others: never, but for tiny matrices
            for (int i = 0; i < vector.length; i++) {
                vector[i] = Normal.standard(random);
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    subtractProjection(vector, basis[j]);
                }
            }
            norm = Math.sqrt(dot(vector, vector));
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
    }

    private static void subtractProjection(double[] vector, double[] unit) {
        double length = dot(vector, unit);
        for (int i = 0; i < vector.length; i++) {
            vector[i] -= length * unit[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

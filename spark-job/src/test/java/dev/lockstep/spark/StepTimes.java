package dev.lockstep.spark;

import dev.lockstep.numeric.Checks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How long a step takes, by the number of weights and of executors:
 *
 * <pre>{@code
 * t = a + b w + c e + d w e        milliseconds, w in millions
 * }</pre>
 *
 * @param constant {@code a}, ms
 * @param perMillion {@code b}, ms for a million weights
 * @param perExecutor {@code c}, ms for an executor
 * @param perMillionAndExecutor {@code d}, ms for a million weights and an executor
 */
record StepTimes(double constant, double perMillion, double perExecutor, double perMillionAndExecutor) {
    private static final int TERMS = 4;
    /** The share of a term that others do not explain: below it, that is rounding. */
    private static final double SINGULAR = 1e-12;

    /**
     * What was measured.
     *
     * @param millions of weights
     * @param millis of a step
     */
    record Measured(double millions, int executors, double millis) {
        Measured {
            Checks.positive("ms of a step", millis);
        }

        private double[] terms() {
            return new double[] {1, millions, executors, millions * executors};
        }
    }

    /**
     * The model with the smallest sum of squares of relative errors of those whose terms are not negative, since nothing costs less than
     * nothing: the best of all least-squares fits to some of the terms that turn out so.
     *
     * @throws IllegalArgumentException if the measurements do not tell the terms apart
     */
    static StepTimes fit(List<Measured> measured) {
        if (solve(measured, IntStream.range(0, TERMS).toArray()).isEmpty()) {
            throw new IllegalArgumentException(
                    "four terms need runs with several numbers of weights at several numbers of executors");
        }
        return IntStream.range(1, 1 << TERMS)
                .mapToObj(subset -> IntStream.range(0, TERMS)
                        .filter(term -> (subset >> term & 1) == 1)
                        .toArray())
                .flatMap(terms -> solve(measured, terms).stream())
                .filter(fit -> Arrays.stream(fit).allMatch(term -> term >= 0))
                .map(fit -> new StepTimes(fit[0], fit[1], fit[2], fit[3]))
                .min(Comparator.comparingDouble(fit -> fit.squares(measured)))
                .orElseThrow();
    }

    /** What a step takes. */
    double millis(double millions, double executors) {
        return constant
                + perMillion * millions
                + perExecutor * executors
                + perMillionAndExecutor * millions * executors;
    }

    /** By how much the model is off, relative to what was measured. */
    double error(Measured at) {
        return millis(at.millions(), at.executors()) / at.millis() - 1;
    }

    private double squares(List<Measured> measured) {
        return measured.stream().mapToDouble(at -> error(at) * error(at)).sum();
    }

    /** The least-squares fit of some terms, the others 0: by the normal equations. Empty if they are singular. */
    private static Optional<double[]> solve(List<Measured> measured, int[] terms) {
        int n = terms.length;
        double[][] equations = new double[n][n + 1];
        for (Measured at : measured) {
            double[] values = at.terms();
            for (int i = 0; i < n; i++) {
                double x = values[terms[i]] / at.millis();
                for (int j = 0; j < n; j++) {
                    equations[i][j] += x * values[terms[j]] / at.millis();
                }
                equations[i][n] += x;
            }
        }
        return eliminate(equations).map(solution -> {
            double[] all = new double[TERMS];
            for (int i = 0; i < n; i++) {
                all[terms[i]] = solution[i];
            }
            return all;
        });
    }

    /** Gauss and Jordan, with pivots from the diagonal, as suits a matrix that is symmetric and positive. */
    private static Optional<double[]> eliminate(double[][] equations) {
        int n = equations.length;
        double[] whole = IntStream.range(0, n).mapToDouble(i -> equations[i][i]).toArray();
        for (int pivot = 0; pivot < n; pivot++) {
            double[] by = equations[pivot];
            // What is left of the diagonal is what the terms before do not explain.
            if (!(by[pivot] > SINGULAR * whole[pivot])) {
                return Optional.empty();
            }
            for (double[] row : equations) {
                if (row != by) {
                    subtract(row, by, pivot);
                }
            }
        }
        return Optional.of(IntStream.range(0, n)
                .mapToDouble(i -> equations[i][n] / equations[i][i])
                .toArray());
    }

    /** Takes so much of one row from another that the column becomes 0. */
    private static void subtract(double[] from, double[] row, int column) {
        double factor = from[column] / row[column];
        for (int i = column; i < row.length; i++) {
            from[i] -= factor * row[i];
        }
    }
}

package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Metrics that are sums over rows, against figures worked out by hand or by scikit-learn's definitions. */
final class MetricValuesTest {
    /** Some roundings of numbers near 1 in double. */
    private static final double ROUNDING = 1e-12;

    private static final float[] NO_SCORES = {};

    @Test
    void accuracyCountsTheFirstOfEqualClasses() {
        MetricSum sum = new Accuracy().newSum();
        sum.add(NO_SCORES, new double[] {0.2, 0.5, 0.3}, 1, 2);
        sum.add(NO_SCORES, new double[] {0.4, 0.4, 0.2}, 0, 1);
        sum.add(NO_SCORES, new double[] {0.4, 0.4, 0.2}, 1, 3);
        sum.add(NO_SCORES, new double[] {0.6, 0.3, 0.1}, 2, 4);
        assertThat(sum.value()).isEqualTo(0.3);
    }

    @Test
    void probabilitiesThatAreNoNumbersAreNeverRight() {
        MetricSum sum = new Accuracy().newSum();
        sum.add(NO_SCORES, new double[] {Double.NaN, Double.NaN}, 0, 1);
        sum.add(NO_SCORES, new double[] {Double.NaN, Double.NaN}, 1, 1);
        assertThat(sum.value()).isZero();
    }

    @Test
    void topKLooksAtTheKLikeliest() {
        MetricSum sum = new TopK(2).newSum();
        double[] prediction = {0.1, 0.4, 0.2, 0.2, 0.1};
        for (int label = 0; label < 5; label++) {
            sum.add(NO_SCORES, prediction, label, 1);
        }
        assertThat(sum.value()).isEqualTo(0.4); // classes 1 and 2: of the equal 2 and 3, the first
    }

    @Test
    void logLossIsFiniteForAnImpossibleClass() {
        MetricSum sum = new LogLoss().newSum();
        sum.add(NO_SCORES, new double[] {0.25, 0.75}, 0, 3);
        sum.add(NO_SCORES, new double[] {0, 1}, 1, 1);
        assertThat(sum.value()).isCloseTo(0.75 * StrictMath.log(4), within(ROUNDING));
        sum.add(NO_SCORES, new double[] {0, 1}, 0, 1);
        assertThat(sum.value()).isFinite().isGreaterThan(100);
        sum.add(NO_SCORES, new double[] {Double.NaN, Double.NaN}, 0, 1);
        assertThat(sum.value()).isNaN();
    }

    @Test
    void errorsOfNumbersAreWeighted() {
        MetricSum rmse = new Rmse().newSum();
        MetricSum mae = new Mae().newSum();
        MetricSum r2 = new R2().newSum();
        for (MetricSum sum : List.of(rmse, mae, r2)) {
            sum.add(NO_SCORES, new double[] {3}, 1, 1);
            sum.add(NO_SCORES, new double[] {4}, 5, 2);
            sum.add(NO_SCORES, new double[] {1000}, 0, 0);
        }
        assertThat(rmse.value()).isCloseTo(Math.sqrt(2), within(ROUNDING));
        assertThat(mae.value()).isCloseTo(4 / 3.0, within(ROUNDING));
        // Mean 11/3; spread (8/3)² + 2 (4/3)² = 96/9; residual 6
        assertThat(r2.value()).isCloseTo(1 - 6 / (96 / 9.0), within(ROUNDING));
    }

    @Test
    void rSquaredDoesNotCancelFarFromZero() {
        MetricSum left = new R2().newSum();
        MetricSum right = new R2().newSum();
        for (int i = 0; i < 10; i++) {
            (i < 4 ? left : right).add(NO_SCORES, new double[] {1e9 + i + 0.5}, 1e9 + i, 1);
        }
        left.merge(right);
        assertThat(left.value()).isCloseTo(1 - 2.5 / 82.5, within(ROUNDING));
    }

    @Test
    void rSquaredOfEqualLabelsIsUndefined() {
        MetricSum sum = new R2().newSum();
        sum.add(NO_SCORES, new double[] {3}, 1, 1);
        sum.add(NO_SCORES, new double[] {1}, 1, 1);
        assertThat(sum.value()).isNaN();
        sum.merge(new R2().newSum());
        assertThat(sum.value()).isNaN();
    }

    @Test
    void f1OfTwoClassesIsThatOfTheSecond() {
        // 3 hits, 1 missed, 2 false alarms: 6 / (4 + 5)
        assertThat(binary(F1.Average.AUTO).value()).isCloseTo(6 / 9.0, within(ROUNDING));
        assertThat(binary(F1.Average.BINARY).value()).isCloseTo(6 / 9.0, within(ROUNDING));
        assertThat(binary(F1.Average.MACRO).value()).isCloseTo((6 / 9.0 + 8 / 11.0) / 2, within(ROUNDING));
        assertThat(binary(F1.Average.MICRO).value()).isCloseTo(0.7, within(ROUNDING));
        assertThat(binary(F1.Average.WEIGHTED).value()).isCloseTo((4 * 6 / 9.0 + 6 * 8 / 11.0) / 10, within(ROUNDING));
    }

    private static MetricSum binary(F1.Average average) {
        MetricSum sum = new F1(average).newSum();
        sum.add(NO_SCORES, new double[] {0.1, 0.9}, 1, 3);
        sum.add(NO_SCORES, new double[] {0.9, 0.1}, 1, 1);
        sum.add(NO_SCORES, new double[] {0.1, 0.9}, 0, 2);
        sum.add(NO_SCORES, new double[] {0.9, 0.1}, 0, 4);
        return sum;
    }

    @Test
    void f1LeavesOutClassesThatNeverOccur() {
        for (F1.Average average : List.of(F1.Average.AUTO, F1.Average.MACRO, F1.Average.WEIGHTED)) {
            MetricSum sum = new F1(average).newSum();
            sum.add(NO_SCORES, new double[] {1, 0, 0}, 0, 1);
            sum.add(NO_SCORES, new double[] {0, 1, 0}, 0, 1);
            // Class 0: 2 / 3; class 1: predicted once, never there: 0; class 2: nothing
            assertThat(sum.value()).isCloseTo(average == F1.Average.WEIGHTED ? 2 / 3.0 : 1 / 3.0, within(ROUNDING));
        }
    }

    @Test
    void noRowsMakeEveryMetricUndefined() {
        for (String name : Metrics.names()) {
            assertThat(Metrics.of(name, java.util.Map.of()).newSum().value())
                    .as(name)
                    .isNaN();
        }
        for (F1.Average average : F1.Average.values()) {
            MetricSum empty = new F1(average).newSum();
            empty.merge(new F1(average).newSum());
            assertThat(empty.value()).isNaN();
        }
    }
}

package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.numeric.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Areas under curves, against their definitions. */
final class RankedSumTest {
    /** Sums of up to a million products in double. */
    private static final double ROUNDING = 1e-11;

    private static final int ROWS = 700;
    private static final double[] NO_PREDICTION = {};

    private final float[] scores = new float[ROWS];
    private final int[] labels = new int[ROWS];
    private final double[] weights = new double[ROWS];

    private void fill(long seed, int distinct, boolean weighted) {
        RandomGenerator random = Seeds.generator(seed);
        for (int i = 0; i < ROWS; i++) {
            labels[i] = random.nextDouble() < 0.3 ? 1 : 0;
            double score = Math.floor(random.nextDouble() * distinct) + labels[i] * 0.25 * distinct;
            scores[i] = (float) (score - 0.6 * distinct);
            weights[i] = weighted ? Math.floor(random.nextDouble() * 4) + random.nextDouble() : 1;
        }
    }

    @Test
    void aucIsTheShareOfPairsInOrder() {
        for (long seed = 0; seed < 8; seed++) {
            fill(seed, seed % 2 == 0 ? 10 : 1_000_000, seed % 4 < 2);
            double won = 0;
            double all = 0;
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < ROWS; j++) {
                    if (labels[i] == 1 && labels[j] == 0) {
                        double pair = weights[i] * weights[j];
                        won += pair * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
                        all += pair;
                    }
                }
            }
            assertThat(sum(new Auc(), 0, ROWS).value()).isCloseTo(won / all, within(ROUNDING));
        }
    }

    @Test
    void averagePrecisionAddsStepsOverDistinctScores() {
        for (long seed = 0; seed < 8; seed++) {
            fill(seed, seed % 2 == 0 ? 10 : 1_000_000, seed % 4 < 2);
            double positives = above(Float.NEGATIVE_INFINITY, 1);
            double recallBefore = 0;
            double expected = 0;
            float[] thresholds = scores.clone();
            Arrays.sort(thresholds);
            for (int i = ROWS - 1; i >= 0; i--) {
                double right = above(thresholds[i], 1);
                double recall = right / positives;
                if (recall > recallBefore) {
                    expected += (recall - recallBefore) * (right / (right + above(thresholds[i], 0)));
                    recallBefore = recall;
                }
            }
            assertThat(sum(new AveragePrecision(), 0, ROWS).value()).isCloseTo(expected, within(ROUNDING));
        }
    }

    private double above(float threshold, int label) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            if (labels[i] == label && scores[i] >= threshold) {
                sum += weights[i];
            }
        }
        return sum;
    }

    private MetricSum sum(Metric metric, int from, int to) {
        MetricSum sum = metric.newSum();
        for (int i = from; i < to; i++) {
            sum.add(new float[] {scores[i]}, NO_PREDICTION, labels[i], weights[i]);
        }
        return sum;
    }

    @Test
    void weightsOfOneGiveTheSameBitsHoweverTheyAreMerged() {
        fill(11, 50, false);
        for (Metric metric : List.of(new Auc(), new AveragePrecision())) {
            double whole = sum(metric, 0, ROWS).value();
            for (int cut : new int[] {0, 1, 63, 64, 65, 350, ROWS}) {
                MetricSum left = sum(metric, 0, cut);
                left.merge(sum(metric, cut, ROWS));
                MetricSum right = sum(metric, cut, ROWS);
                right.compact();
                right.merge(sum(metric, 0, cut));
                assertThat(left.value()).isEqualTo(whole);
                assertThat(right.value()).isEqualTo(whole);
            }
        }
    }

    @Test
    void momentOfCompactingHasNoInfluenceOnTheBits() {
        fill(12, 20, true);
        for (Metric metric : List.of(new Auc(), new AveragePrecision())) {
            MetricSum often = metric.newSum();
            for (int i = 0; i < ROWS; i++) {
                often.add(new float[] {scores[i]}, NO_PREDICTION, labels[i], weights[i]);
                if (i % 7 == 0) {
                    often.compact();
                }
            }
            assertThat(often.value()).isEqualTo(sum(metric, 0, ROWS).value());
        }
    }

    @Test
    void memoryGoesWithDistinctScores() {
        WeightedScores few = new WeightedScores();
        for (int i = 0; i < 100_000; i++) {
            few.add(i % 3, 1);
        }
        few.compact();
        assertThat(few.size()).isEqualTo(3);
        assertThat(few.weight(0)).isEqualTo(33_334);
        assertThat(few.total()).isEqualTo(100_000);
    }

    @Test
    void scoresAreInNumericOrderAndZerosAreOne() {
        WeightedScores mixed = new WeightedScores();
        for (float score : new float[] {1, -0f, Float.NEGATIVE_INFINITY, -2, 0f, Float.POSITIVE_INFINITY, -1, 1e-40f}) {
            mixed.add(score, 1);
        }
        mixed.compact();
        float[] order = new float[mixed.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = mixed.score(i);
        }
        assertThat(order).containsExactly(Float.NEGATIVE_INFINITY, -2, -1, 0, 1e-40f, 1, Float.POSITIVE_INFINITY);
        assertThat(mixed.weight(3)).isEqualTo(2);
    }

    @Test
    void twoScoresCountByTheirDifference() {
        MetricSum sum = new Auc().newSum();
        sum.add(new float[] {5, 6}, NO_PREDICTION, 1, 1);
        sum.add(new float[] {-3, -2.5f}, NO_PREDICTION, 0, 1);
        sum.add(new float[] {0, 2}, NO_PREDICTION, 0, 1);
        assertThat(sum.value()).isEqualTo(0.5);
    }

    @Test
    void oneClassAloneIsUndefined() {
        MetricSum auc = new Auc().newSum();
        MetricSum precision = new AveragePrecision().newSum();
        auc.add(new float[] {1}, NO_PREDICTION, 1, 1);
        auc.add(new float[] {1}, NO_PREDICTION, 0, 0);
        precision.add(new float[] {1}, NO_PREDICTION, 0, 1);
        assertThat(auc.value()).isNaN();
        assertThat(precision.value()).isNaN();
    }

    @Test
    void scoreThatIsNoNumberMakesItUndefinedAfterMergingToo() {
        fill(1, 10, false);
        MetricSum broken = sum(new Auc(), 0, 300);
        broken.add(new float[] {Float.NaN}, NO_PREDICTION, 1, 1);
        MetricSum whole = sum(new Auc(), 300, ROWS);
        assertThat(whole.value()).isNotNaN();
        whole.merge(broken);
        assertThat(whole.value()).isNaN();
    }
}

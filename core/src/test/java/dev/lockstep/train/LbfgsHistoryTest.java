package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.numeric.Slices;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LbfgsHistoryTest {
    /** Two trained tensors with one between them that is not; enough weights for threads. */
    private static final ParameterLayout LARGE = ParameterLayout.of(List.of(
            new Parameter("a", List.of(200_001), true, true),
            new Parameter("buffer", List.of(3), false, false),
            new Parameter("b", List.of(100_000), true, true)));

    private static Slices vector(int n) {
        return Slices.of(ParameterLayout.vector(n), true);
    }

    /** A step along a random direction in a bowl whose curvatures are 1, 2, 3, … */
    private static void step(LbfgsHistory history, float[] theta, double[] d, RandomGenerator random) {
        float[] before = gradient(theta);
        float[] moved = theta.clone();
        for (int i = 0; i < d.length; i++) {
            d[i] = random.nextDouble() - 0.5;
            moved[i] = LbfgsHistory.at(theta[i], 0.5, d[i]);
        }
        history.move(theta, 0.5, d, before, gradient(moved));
        assertThat(theta).isEqualTo(moved);
    }

    private static float[] gradient(float[] theta) {
        float[] g = new float[theta.length];
        for (int i = 0; i < g.length; i++) {
            g[i] = (i + 1) * theta[i];
        }
        return g;
    }

    @Test
    void withoutHistoryTheDirectionIsSteepestDescent() {
        LbfgsHistory history = new LbfgsHistory(vector(3), 2);
        double[] d = new double[3];
        assertThat(history.direction(new float[] {1, -2, 2}, d)).isEqualTo(-9);
        assertThat(d).containsExactly(-1, 2, -2);
        assertThat(history.isEmpty()).isTrue();
    }

    @Test
    void theLastStepSolvesTheSecantEquation() {
        RandomGenerator random = Seeds.generator(3);
        LbfgsHistory history = new LbfgsHistory(vector(6), 3);
        float[] theta = {1, 2, 3, 4, 5, 6};
        double[] d = new double[6];
        for (int k = 0; k < 5; k++) {
            float[] old = theta.clone();
            step(history, theta, d, random);
            float[] y = new float[6];
            for (int i = 0; i < 6; i++) {
                y[i] = gradient(theta)[i] - gradient(old)[i];
            }
            double slope = history.direction(y, d); // −H y = −s
            double expected = 0;
            for (int i = 0; i < 6; i++) {
                assertThat(d[i]).isCloseTo(old[i] - theta[i], within(1e-5));
                expected += y[i] * d[i];
            }
            assertThat(slope).isCloseTo(expected, within(1e-9)).isNegative();
        }
    }

    @Test
    void aFullHistoryKnowsAllOfASmallBowl() {
        RandomGenerator random = Seeds.generator(4);
        LbfgsHistory history = new LbfgsHistory(vector(2), 40);
        float[] theta = {1, 2};
        double[] d = new double[2];
        for (int k = 0; k < 40; k++) {
            step(history, theta, d, random);
        }
        history.direction(new float[] {1, 1}, d);
        assertThat(d[0]).isCloseTo(-1, within(0.02));
        assertThat(d[1]).isCloseTo(-0.5, within(0.02));
    }

    @Test
    void holdsTwoArraysForEachOfTheLastSteps() {
        RandomGenerator random = Seeds.generator(5);
        LbfgsHistory history = new LbfgsHistory(vector(4), 3);
        float[] theta = new float[4];
        double[] d = new double[4];
        for (int k = 1; k <= 8; k++) {
            step(history, theta, d, random);
            assertThat(history.arrays()).isEqualTo(2 * Math.min(k, 3));
        }
        history.clear();
        assertThat(history.isEmpty()).isTrue();
        step(history, theta, d, random);
        assertThat(history.arrays()).isEqualTo(6);
    }

    @Test
    void aStepWithoutCurvatureIsForgotten() {
        LbfgsHistory history = new LbfgsHistory(vector(2), 3);
        float[] theta = {0, 0};
        float[] same = {1, 1};
        history.move(theta, 1, new double[] {-1, -1}, same, same);
        assertThat(theta).containsExactly(-1, -1);
        history.move(theta, 1, new double[] {-1, -1}, same, new float[] {2, 2});
        assertThat(history.isEmpty()).isTrue();
        assertThat(history.arrays()).isEqualTo(2);
    }

    @Test
    void threadsGiveTheSameBitsAndLeaveBuffersAlone() {
        float[] first = new float[0];
        for (int time = 0; time < 3; time++) {
            RandomGenerator random = Seeds.generator(6);
            Slices trained = Slices.of(LARGE, true);
            LbfgsHistory history = new LbfgsHistory(trained, 4);
            float[] theta = new float[LARGE.size()];
            double[] d = new double[trained.size()];
            for (int k = 0; k < 6; k++) {
                float[] before = theta.clone();
                float[] after = theta.clone();
                for (int i = 0; i < theta.length; i++) {
                    before[i] = random.nextFloat();
                    after[i] = before[i] / 2;
                }
                assertThat(history.direction(before, d)).isNegative();
                history.move(theta, 0.25, d, before, after);
            }
            assertThat(theta).doesNotContain(Float.NaN);
            assertThat(new float[] {theta[200_001], theta[200_002], theta[200_003]})
                    .containsOnly(0);
            if (time == 0) {
                first = theta;
            }
            assertThat(theta).isEqualTo(first);
        }
    }
}

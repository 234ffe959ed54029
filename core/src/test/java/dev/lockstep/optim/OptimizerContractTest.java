package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer keeps to. */
final class OptimizerContractTest {
    /** Enough weights that slices are updated in parallel. */
    private static final int LARGE = 300_000;

    static Stream<Optimizer> everyOptimizer() {
        return Optimizers.names().stream().map(name -> Optimizers.of(name, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void descendsAParabola(Optimizer optimizer) {
        float[] theta = {3, -2};
        OptimizerState state = optimizer.newState(2);
        for (int t = 0; t < 2000; t++) {
            optimizer.update(
                    theta, new float[] {theta[0] - 1, 4 * (theta[1] + 1)}, state, optimizer.defaultLearningRate() * 3);
        }
        assertThat(Math.hypot(theta[0] - 1, theta[1] + 1)).isLessThan(0.05);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void descendsRosenbrocksValley(Optimizer optimizer) {
        float[] theta = {-1.2f, 1};
        OptimizerState state = optimizer.newState(2);
        for (int t = 0; t < 20_000; t++) {
            float x = theta[0];
            float y = theta[1];
            float[] gradient = {-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)};
            optimizer.update(theta, gradient, state, optimizer instanceof Adam ? 0.005 : 0.0005);
        }
        float x = theta[0];
        float valley = theta[1] - x * x;
        assertThat((1 - x) * (1 - x) + 100 * valley * valley).isLessThan(0.01f);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void aZeroGradientMovesNothing(Optimizer optimizer) {
        float[] theta = {1, -2, 0};
        OptimizerState state = optimizer.newState(3);
        for (int t = 0; t < 10; t++) {
            optimizer.update(theta, new float[3], state, 0.1);
        }
        assertThat(theta).containsExactly(1, -2, 0);
        assertThat(state.step()).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void slicesInParallelGiveTheBitsOfEachWeightAlone(Optimizer optimizer) {
        float[] together = random(LARGE, 1);
        OptimizerState state = optimizer.newState(LARGE);
        for (int t = 0; t < 3; t++) {
            optimizer.update(together, random(LARGE, 10 + t), state, 0.1);
        }
        for (int i = 0; i < LARGE; i += 9973) {
            float[] alone = {random(LARGE, 1)[i]};
            OptimizerState ownState = optimizer.newState(1);
            for (int t = 0; t < 3; t++) {
                optimizer.update(alone, new float[] {random(LARGE, 10 + t)[i]}, ownState, 0.1);
            }
            assertThat(together[i]).isEqualTo(alone[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void twoArraysGiveTheBitsOfOneAndTheFirstIsLeftAlone(Optimizer optimizer) {
        for (int n : new int[] {1, 20_000, LARGE}) {
            float[] one = random(n, 1);
            OptimizerState state = optimizer.newState(n);
            float[] from = one.clone();
            float[] to = new float[n];
            OptimizerState otherState = optimizer.newState(n);
            for (int t = 0; t < 3; t++) {
                float[] gradient = random(n, 20 + t);
                float[] before = from.clone();
                optimizer.update(one, gradient, state, 0.1);
                optimizer.update(from, to, gradient, otherState, 0.1);
                assertThat(from).isEqualTo(before);
                assertThat(to).isEqualTo(one);
                float[] last = from;
                from = to;
                to = last;
            }
            assertThat(otherState).isEqualTo(state);
        }
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void onlyTrainableTensorsMoveAndHaveSlots(Optimizer optimizer) {
        ParameterLayout layout = ParameterLayout.of(List.of(
                new Parameter("frozen", List.of(2), false, false),
                new Parameter("w", List.of(3), true, true),
                new Parameter("mean", List.of(1), false, false),
                new Parameter("b", List.of(1), true, false)));
        float[] theta = {1, 2, 3, 4, 5, 6, 7};
        float[] dense = {3, 4, 5, 7};
        OptimizerState state = optimizer.newState(layout);
        OptimizerState denseState = optimizer.newState(4);
        float[] to = new float[7];
        for (int t = 0; t < 3; t++) {
            optimizer.update(theta, to, new float[] {9, 9, 1, -1, 0, 9, 2}, state, 0.1);
            optimizer.update(dense, new float[] {1, -1, 0, 2}, denseState, 0.1);
            System.arraycopy(to, 0, theta, 0, 7);
        }
        assertThat(theta).containsExactly(1, 2, dense[0], dense[1], dense[2], 6, dense[3]);
        assertThat(state.names())
                .isEqualTo(denseState.names())
                .allSatisfy(name -> assertThat(state.slot(name)).isEqualTo(denseState.slot(name)));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void stateThatIsRestoredGoesOnWithTheSameBits(Optimizer optimizer) {
        float[] theta = random(50, 1);
        OptimizerState state = optimizer.newState(50);
        optimizer.update(theta, random(50, 2), state, 0.1);
        float[] resumed = theta.clone();
        OptimizerState restored = OptimizerStateTest.copy(state, optimizer.newState(50));
        for (int t = 0; t < 3; t++) {
            optimizer.update(theta, random(50, 3 + t), state, 0.1);
            optimizer.update(resumed, random(50, 3 + t), restored, 0.1);
        }
        assertThat(resumed).isEqualTo(theta);
        assertThat(restored).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void anotherMomentumIsAllThatChanges(Optimizer optimizer) {
        Optimizer other = optimizer.withMomentum(0.5);
        assertThat(other).isNotEqualTo(optimizer).hasSameClassAs(optimizer).isEqualTo(other.withMomentum(0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> optimizer.withMomentum(1));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void evaluationWeightsAreACopy(Optimizer optimizer) {
        float[] theta = {1, 2, 3};
        float[] out = new float[3];
        optimizer.evaluationWeights(theta, optimizer.newState(3), out);
        assertThat(out).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void rejectsArraysOfAnotherLengthAndRatesThatAreNone(Optimizer optimizer) {
        OptimizerState state = optimizer.newState(2);
        float[] two = new float[2];
        float[] three = new float[3];
        assertThatIllegalArgumentException().isThrownBy(() -> optimizer.update(three, two, two, state, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> optimizer.update(two, three, two, state, 0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.update(two, three, state, 0.1))
                .withMessage("length of the gradient must be 2, but was 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.update(two, two, state, Double.NaN))
                .withMessageContaining("learning rate");
        assertThat(state.step()).isZero();
    }

    static float[] random(int n, long seed) {
        RandomGenerator random = Seeds.generator(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (random.nextLong() >> 40) * 0x1p-20f;
        }
        return values;
    }
}

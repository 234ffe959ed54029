package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer keeps to. */
final class OptimizerContractTest {
    /** Enough weights that slices are updated in parallel. */
    private static final int LARGE = 300_000;

    /** Half of what rules that square it take. */
    private static final float LARGE_GRADIENT = (float) (Adam.DEFAULT.largestNorm() / 2);

    /** Rates other than thrice the default, for rules that do not reach the bottom of the parabola with that in 2000 steps. */
    private static final Map<String, Double> PARABOLA = Map.of(
            "adagrad", 0.5, // the sum of squares only grows: Keras's rate is far too low for gradients of about 1
            "adagrad, pytorch", 0.5,
            "ftrl", 0.5, // as AdaGrad
            "adadelta", 10.0, // the paper's rate is 1, but Keras's smaller ε makes the first steps smaller
            "rmsprop, pytorch", 0.01, // near the bottom, steps have the size of the rate
            "radam", 0.01, // careful at first
            "lookahead", 0.01); // goes half of the way back

    /** Rates other than 0.0005, which is all that gradients of more than 200 leave to plain descent. */
    private static final Map<String, Double> ROSENBROCK = Map.ofEntries(
            Map.entry("adagrad", 1.0),
            Map.entry("adagrad, pytorch", 1.0),
            Map.entry("ftrl", 1.0),
            Map.entry("adadelta", 0.05), // its steps do not shrink near the bottom
            Map.entry("adadelta, pytorch", 0.02),
            Map.entry("adam", 0.005),
            Map.entry("adam, pytorch", 0.005),
            Map.entry("adamw", 0.005),
            Map.entry("adamw, pytorch", 0.005),
            Map.entry("adamax", 0.005),
            Map.entry("adamax, pytorch", 0.005),
            Map.entry("nadam", 0.005),
            Map.entry("nadam, pytorch", 0.005),
            Map.entry("radam", 0.005),
            Map.entry("schedule_free_adamw", 0.01),
            Map.entry("muon", 0.005),
            Map.entry("lookahead", 0.005));

    /** Their steps are in proportion to the weights, and the valley leads through 0: they start behind it. */
    private static final Set<String> PROPORTIONAL = Set.of("lamb", "adafactor");

    /** Without a gradient their weights shrink: by decay, or, in ftrl, since it forgets those that it started from. */
    private static final Set<String> SHRINK = Set.of("adamw", "adamw, pytorch", "ftrl", "muon");

    /** They have nothing that stands for momentum. */
    private static final Set<String> NO_MOMENTUM =
            Set.of("adagrad", "adagrad, pytorch", "adadelta", "adadelta, pytorch", "ftrl", "adafactor");

    static Stream<Member> everyOptimizer() {
        return Member.all();
    }

    /** Every elementwise rule, with each loop and slot that its settings choose between. */
    static Stream<Optimizer> everyLoop() {
        return Stream.concat(
                Member.elementwise().map(Member::optimizer),
                Stream.of(
                        new Adam(0.9, 0.9, 1e-7, true),
                        new RmsProp(0.9, 0.9, 1e-7, true),
                        new Ftrl(-0.4, 0.1, 0.1, 0.1, new Ftrl.Online(0.1, 0.1)),
                        new TorchSgd(0.9, 0.1, false),
                        new TorchSgd(0.9, 0, true),
                        new TorchRmsProp(0.9, 0.9, 1e-7, true),
                        new TorchAdam(0.9, 0.9, 1e-7, true)));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void descendsAParabola(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] theta = {3, -2};
        OptimizerState state = optimizer.newState(2);
        double rate = PARABOLA.getOrDefault(member.toString(), optimizer.defaultLearningRate() * 3);
        for (int t = 0; t < 2000; t++) {
            optimizer.update(theta, new float[] {theta[0] - 1, 4 * (theta[1] + 1)}, state, rate);
        }
        assertThat(Math.hypot(theta[0] - 1, theta[1] + 1)).isLessThan(0.05);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void descendsRosenbrocksValley(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] theta = {PROPORTIONAL.contains(member.toString()) ? 0.2f : -1.2f, 1};
        OptimizerState state = optimizer.newState(2);
        double rate = ROSENBROCK.getOrDefault(member.toString(), 0.0005);
        for (int t = 0; t < 20_000; t++) {
            float x = theta[0];
            float y = theta[1];
            float[] gradient = {-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)};
            optimizer.update(theta, gradient, state, rate);
        }
        float x = theta[0];
        float valley = theta[1] - x * x;
        assertThat((1 - x) * (1 - x) + 100 * valley * valley).isLessThan(0.01f);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void aZeroGradientMovesNothing(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] theta = {1, -2, 0};
        OptimizerState state = optimizer.newState(3);
        for (int t = 0; t < 10; t++) {
            optimizer.update(theta, new float[3], state, 0.1);
        }
        if (SHRINK.contains(member.toString())) {
            assertThat(theta[0]).isBetween(0f, 0.999f);
            assertThat(theta[1]).isBetween(-1.999f, 0f);
            assertThat(theta[2]).isZero();
        } else {
            assertThat(theta).containsExactly(1, -2, 0);
        }
        assertThat(state.step()).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void aRateOfZeroMovesNothingAndLeavesTheStateFitToGoOn(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] theta = {1, -2, 0};
        OptimizerState state = optimizer.newState(3);
        for (int t = 0; t < 3; t++) {
            optimizer.update(theta, new float[] {1, -1, 2}, state, 0);
            assertThat(theta).containsExactly(1, -2, 0);
        }
        optimizer.update(theta, new float[] {1, -1, 0}, state, 0.1);
        assertThat(theta[0]).isLessThan(1);
        assertThat(theta[1]).isGreaterThan(-2);
        assertThat(theta[2]).isFinite();
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void twoRunsGiveTheSameBits(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] one = random(LARGE, 1);
        float[] two = one.clone();
        OptimizerState state = optimizer.newState(LARGE);
        OptimizerState other = optimizer.newState(LARGE);
        for (int t = 0; t < 2; t++) {
            optimizer.update(one, random(LARGE, 2 + t), state, 0.1);
            optimizer.update(two, random(LARGE, 2 + t), other, 0.1);
        }
        assertThat(two).isEqualTo(one);
        assertThat(other).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void aGradientThatIsNotFiniteReachesNeitherWeightsNorState(Member member) {
        Optimizer optimizer = member.optimizer();
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            float[] theta = {1, -2, 0};
            OptimizerState state = optimizer.newState(3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.update(theta, new float[] {1, bad, 0}, state, 0.1));
            assertThat(theta).containsExactly(1, -2, 0);
            assertThat(state).isEqualTo(optimizer.newState(3));
        }
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void whatIsTooLargeForASlotIsRefusedAndWhatIsNotLeavesItFinite(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] theta = {1, 2};
        OptimizerState state = optimizer.newState(2);
        for (float spike : new float[] {1, LARGE_GRADIENT, -1, -LARGE_GRADIENT, 1, 1}) {
            optimizer.update(theta, new float[] {spike, 0.5f}, state, 1e-6);
        }
        assertThat(theta).doesNotContain(Float.NaN);
        state.names().forEach(name -> {
            for (float value : state.slot(name)) {
                assertThat(value).as(name).isFinite();
            }
        });
        if (optimizer.largestNorm() < 1e38) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.update(theta, new float[] {1e38f, 0}, state, 1e-6))
                    .withMessageContaining("norm of the gradient must be at most");
        }
    }

    @ParameterizedTest
    @MethodSource("everyLoop")
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
    void twoArraysGiveTheBitsOfOneAndTheFirstIsLeftAlone(Member member) {
        Optimizer optimizer = member.optimizer();
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
    @MethodSource("everyLoop")
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
        for (int t = 0; t < 8; t++) { // radam changes its rule at the sixth step
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
    void stateThatIsRestoredGoesOnWithTheSameBits(Member member) {
        Optimizer optimizer = member.optimizer();
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
    void anotherMomentumIsAllThatChanges(Member member) {
        Optimizer optimizer = member.optimizer();
        Optimizer other = optimizer.withMomentum(0.5);
        if (NO_MOMENTUM.contains(member.toString())) {
            assertThat(other).isEqualTo(optimizer);
            return;
        }
        assertThat(other).isNotEqualTo(optimizer).hasSameClassAs(optimizer).isEqualTo(other.withMomentum(0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> optimizer.withMomentum(1));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void evaluationWeightsAreACopy(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] theta = {1, 2, 3};
        float[] out = new float[3];
        optimizer.evaluationWeights(theta, optimizer.newState(3), out);
        assertThat(out).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void rejectsArraysOfAnotherLengthAndRatesThatAreNone(Member member) {
        Optimizer optimizer = member.optimizer();
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

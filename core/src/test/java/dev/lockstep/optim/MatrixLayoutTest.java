package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer keeps to where there are matrices, some of them large, some frozen. */
final class MatrixLayoutTest {
    private static final Parameter FROZEN = new Parameter("frozen", List.of(30, 20), false, true);

    /** Slices are cut within rows, tiles within columns, and rows of one matrix go to several threads. */
    private static final List<Parameter> TRAINED = List.of(
            new Parameter("wide", List.of(270, 1100), true, true),
            new Parameter("bias", List.of(9000), true, false),
            new Parameter("tall", List.of(70, 3), true, true),
            new Parameter("kernels", List.of(2, 3, 5, 4), true, true),
            new Parameter("scalar", List.of(), true, false));

    private static final ParameterLayout LAYOUT = ParameterLayout.of(
            Stream.concat(Stream.of(FROZEN), TRAINED.stream()).toList());

    static Stream<Member> everyOptimizer() {
        return Member.all();
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void threadsDoNotShowInTheBits(Member member) {
        Optimizer optimizer = member.optimizer();
        OptimizerState one = optimizer.newState(LAYOUT);
        OptimizerState four = optimizer.newState(LAYOUT);
        assertThat(threads(1, () -> train(optimizer, one, LAYOUT)))
                .isEqualTo(threads(4, () -> train(optimizer, four, LAYOUT)));
        assertThat(one).isEqualTo(four);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void frozenTensorsTakeNoPartInAnything(Member member) {
        Optimizer optimizer = member.optimizer();
        ParameterLayout without = ParameterLayout.of(TRAINED);
        OptimizerState state = optimizer.newState(LAYOUT);
        OptimizerState other = optimizer.newState(without);
        float[] theta = train(optimizer, state, LAYOUT);
        int frozen = FROZEN.size();
        assertThat(Arrays.copyOf(theta, frozen)).isEqualTo(start(frozen, LAYOUT));
        assertThat(Arrays.copyOfRange(theta, frozen, theta.length)).isEqualTo(train(optimizer, other, without));
        assertThat(state.names())
                .isEqualTo(other.names())
                .allSatisfy(name -> assertThat(state.slot(name)).isEqualTo(other.slot(name)));
        float[] evaluated = new float[theta.length];
        optimizer.evaluationWeights(theta, state, evaluated);
        assertThat(Arrays.copyOf(evaluated, frozen)).isEqualTo(start(frozen, LAYOUT));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void twoArraysGiveTheBitsOfOne(Member member) {
        Optimizer optimizer = member.optimizer();
        float[] from = start(LAYOUT.size(), LAYOUT);
        OptimizerState state = optimizer.newState(LAYOUT);
        for (int t = 0; t < 3; t++) {
            float[] to = new float[from.length];
            float[] before = from.clone();
            optimizer.update(from, to, gradient(LAYOUT, t), state, 0.01);
            assertThat(from).isEqualTo(before);
            from = to;
        }
        OptimizerState other = optimizer.newState(LAYOUT);
        assertThat(from).isEqualTo(train(optimizer, other, LAYOUT));
        assertThat(state).isEqualTo(other);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void aRateOfZeroForATensorLeavesItWhereItIs(Member member) {
        Optimizer optimizer = member.optimizer();
        Optimizer grouped = new Grouped(
                optimizer, List.of(new Group("tall", OptionalDouble.of(0), OptionalDouble.empty(), false)), true);
        float[] theta = train(grouped, grouped.newState(LAYOUT), LAYOUT);
        float[] start = start(LAYOUT.size(), LAYOUT);
        int tall = LAYOUT.offset(3);
        assertThat(Arrays.copyOfRange(theta, tall, tall + 210)).isEqualTo(Arrays.copyOfRange(start, tall, tall + 210));
        assertThat(theta[tall - 1]).isNotEqualTo(start[tall - 1]);
    }

    private static float[] threads(int threads, Callable<float[]> work) {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(work).join();
        } finally {
            pool.shutdown();
        }
    }

    private static float[] train(Optimizer optimizer, OptimizerState state, ParameterLayout layout) {
        float[] theta = start(layout.size(), layout);
        for (int t = 0; t < 3; t++) {
            optimizer.update(theta, gradient(layout, t), state, 0.01);
        }
        return theta;
    }

    private static float[] start(int n, ParameterLayout layout) {
        return Arrays.copyOf(values(layout, 1), n);
    }

    /** The gradient of frozen weights is none, and must not be looked at. */
    private static float[] gradient(ParameterLayout layout, int t) {
        float[] gradient = values(layout, 10 + t);
        Arrays.fill(gradient, 0, layout.offset(firstTrained(layout)), Float.NaN);
        return gradient;
    }

    private static int firstTrained(ParameterLayout layout) {
        return layout.parameters().get(0).equals(FROZEN) ? 1 : 0;
    }

    /** Trained weights have the same values in both layouts, around 0. */
    private static float[] values(ParameterLayout layout, long seed) {
        int trained = layout.size() - layout.offset(firstTrained(layout));
        float[] values = new float[layout.size()];
        float[] random = OptimizerContractTest.random(trained, seed);
        for (int i = 0; i < trained; i++) {
            values[values.length - trained + i] = random[i] / 16 - 0.5f;
        }
        return values;
    }
}

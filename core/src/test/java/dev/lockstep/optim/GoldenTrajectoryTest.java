package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer follows the trajectories computed by {@code trajectories.py} in decimal arithmetic. */
final class GoldenTrajectoryTest {
    /** 24 roundings of a float, relative to the largest value that was rounded. */
    private static final double TOLERANCE = 2e-6;

    /** Products of matrices round each entry many times over. */
    private static final double MATRIX_TOLERANCE = 1e-4;

    private static final Set<String> MATRIX_RULES = Set.of("muon");

    static Stream<GoldenTrajectory> files() {
        return GoldenTrajectory.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void followsItsGoldenFile(GoldenTrajectory golden) {
        Optimizer optimizer = Optimizers.of(golden.optimizer(), golden.settings());
        OptimizerState state = optimizer.newState(golden.layout());
        double[] start = golden.weights(0);
        float[] theta = floats(start);
        float[] evaluation = new float[theta.length];
        double tolerance = MATRIX_RULES.contains(golden.optimizer()) ? MATRIX_TOLERANCE : TOLERANCE;
        for (int t = 1; t <= golden.steps(); t++) {
            optimizer.update(theta, floats(golden.gradient(t)), state, golden.learningRate(t));
            optimizer.evaluationWeights(theta, state, evaluation);
            String step = golden + ", step " + t;
            compare(theta, golden.weights(t), start, tolerance, i -> step + ", weight " + i);
            compare(
                    evaluation,
                    golden.evaluationWeights(t),
                    start,
                    tolerance,
                    i -> step + ", to evaluate, weight " + i);
        }
    }

    @Test
    void everyNameHasAFileOfAtLeastTwentySteps() {
        List<GoldenTrajectory> files = GoldenTrajectory.all().toList();
        assertThat(files).allSatisfy(file -> assertThat(file.steps()).isGreaterThanOrEqualTo(20));
        assertThat(names(files, false)).containsExactlyInAnyOrderElementsOf(Optimizers.names());
        assertThat(names(files, true)).containsExactlyInAnyOrderElementsOf(Optimizers.pytorchNames());
    }

    private static Set<String> names(List<GoldenTrajectory> files, boolean pytorch) {
        return files.stream()
                .filter(file -> file.isPytorch() == pytorch)
                .map(GoldenTrajectory::optimizer)
                .collect(Collectors.toSet());
    }

    private static void compare(
            float[] actual, double[] expected, double[] start, double tolerance, IntFunction<String> what) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            double scale = Math.max(Math.abs(expected[i]), Math.abs(start[i]));
            assertThat((double) actual[i]).as(what.apply(i)).isCloseTo(expected[i], Offset.offset(tolerance * scale));
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}

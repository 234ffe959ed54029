package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every optimizer follows a trajectory computed by {@code trajectories.py} in decimal arithmetic. */
final class GoldenTrajectoryTest {
    /** 24 roundings of a float, relative to the largest value that was rounded. */
    private static final double TOLERANCE = 2e-6;

    private static final int WEIGHTS = 4;

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum", "nesterov", "adam"})
    void followsItsGoldenFile(String name) {
        follow(name, Optimizers.of(name, Map.of()));
    }

    @Test
    void adamFollowsItsGoldenFileWithALargeEpsilon() {
        follow("adam_large_epsilon", new Adam(0.8, 0.99, 0.5, false));
    }

    @Test
    void everyNameHasAGoldenFile() {
        assertThat(Optimizers.names()).allSatisfy(name -> assertThat(read(name)).hasSizeGreaterThan(20));
    }

    private static void follow(String name, Optimizer optimizer) {
        List<double[]> lines = read(name);
        double[] start = Arrays.copyOfRange(lines.get(0), 2 + WEIGHTS, 2 + 2 * WEIGHTS);
        float[] theta = floats(lines.get(0), 2 + WEIGHTS);
        OptimizerState state = optimizer.newState(WEIGHTS);
        for (double[] line : lines.subList(1, lines.size())) {
            optimizer.update(theta, floats(line, 2), state, line[1]);
            for (int i = 0; i < WEIGHTS; i++) {
                double expected = line[2 + WEIGHTS + i];
                double scale = Math.max(Math.abs(expected), Math.abs(start[i]));
                assertThat((double) theta[i])
                        .as("%s, step %.0f, weight %d", name, line[0], i)
                        .isCloseTo(expected, Offset.offset(TOLERANCE * scale));
            }
        }
    }

    private static float[] floats(double[] line, int from) {
        float[] values = new float[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            values[i] = (float) line[from + i];
        }
        return values;
    }

    private static List<double[]> read(String name) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenTrajectoryTest.class.getResourceAsStream(name + ".csv"), name),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

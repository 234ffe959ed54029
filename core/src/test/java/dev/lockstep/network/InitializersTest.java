package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.numeric.Seeds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitializersTest {
    /** Outputs, inputs, and a kernel of 2 × 3: a fan of 300 inputs and of 600 outputs. */
    private static final List<Integer> SHAPE = List.of(100, 50, 2, 3);
    /** The standard error of a variance over 30,000 draws is 0.8 % of a normal's and less of the others. */
    private static final double TOLERANCE = 0.03;

    @ParameterizedTest
    @CsvSource({
        "glorot_uniform, 450, 1, 1.7321",
        "glorot_normal,  450, 1, 2.2737",
        "he_uniform,     300, 2, 1.7321",
        "he_normal,      300, 2, 2.2737",
        "lecun_uniform,  300, 1, 1.7321",
        "lecun_normal,   300, 1, 2.2737"
    })
    void varianceIsTheScaleOverTheFan(String name, double fan, double scale, double farthest) {
        float[] values = draw(Initializers.read("dense", name), SHAPE);

        double variance = scale / fan;
        assertThat(mean(values)).isCloseTo(0, within(0.03 * Math.sqrt(variance)));
        assertThat(variance(values)).isCloseTo(variance, within(TOLERANCE * variance));
        // Of standard deviations: √3 for a uniform distribution, 2 / 0.8796 for one cut off at 2.
        assertThat(largest(values)).isBetween(0.98 * farthest * Math.sqrt(variance), farthest * Math.sqrt(variance));
    }

    @Test
    void deviationsAndLimitsAreThoseGiven() {
        float[] normal = draw(Initializers.read("dense", Map.of("normal", 0.01)), SHAPE);
        assertThat(Math.sqrt(variance(normal))).isCloseTo(0.01, within(2e-4));
        assertThat(largest(normal)).isGreaterThan(0.035); // not cut off
        float[] uniform = draw(Initializers.read("dense", Map.of("uniform", 0.2)), SHAPE);
        assertThat(largest(uniform)).isBetween(0.199, 0.2);
        assertThat(draw(Initializers.read("dense", Map.of("constant", 0.5)), SHAPE))
                .containsOnly(0.5f);
        assertThat(draw(Initializers.read("dense", "zeros"), SHAPE)).containsOnly(0f);
        assertThat(draw(Initializers.read("dense", "ones"), SHAPE)).containsOnly(1f);
    }

    @Test
    void orthogonalRowsOrColumnsHaveTheGainAsTheirNorm() {
        orthonormal(draw(Initializers.read("dense", "orthogonal"), List.of(7, 20)), 7, 20, 1);
        orthonormal(draw(Initializers.read("dense", Map.of("orthogonal", 1.5)), List.of(20, 7)), 20, 7, 1.5);
        orthonormal(draw(new Orthogonal(1), List.of(6, 2, 3, 2)), 6, 12, 1);
        assertThat(Math.abs(draw(new Orthogonal(1), List.of(1, 1))[0])).isEqualTo(1);
    }

    private static void orthonormal(float[] w, int rows, int columns, double gain) {
        boolean wide = rows <= columns;
        int count = wide ? rows : columns;
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int i = 0; i < (wide ? columns : rows); i++) {
                    dot += wide ? w[a * columns + i] * w[b * columns + i] : w[i * columns + a] * w[i * columns + b];
                }
                assertThat(dot).isCloseTo(a == b ? gain * gain : 0, within(1e-5));
            }
        }
    }

    @Test
    void everyNameIsReadAndWrittenAgain() {
        for (String name : Initializers.names()) {
            if (!name.equals("constant")) {
                assertThat(Initializers.written(Initializers.read("dense", name)))
                        .isEqualTo(name);
            }
        }
        for (String name : List.of("constant", "normal", "uniform", "orthogonal")) {
            assertThat(Initializers.written(Initializers.read("dense", Map.of(name, 0.25))))
                    .isEqualTo(Map.of(name, 0.25));
        }
        assertThatThrownBy(() -> Initializers.written(new VarianceScaling(3, VarianceScaling.Fan.OUTPUTS, true)))
                .hasMessageContaining("no configuration");
    }

    @Test
    void vectorsHaveOneFan() {
        VarianceScaling outputs = new VarianceScaling(1, VarianceScaling.Fan.OUTPUTS, true);
        assertThat(largest(draw(outputs, List.of(300)))).isBetween(0.098, 0.1);
    }

    @Test
    void badOnesAreRefused() {
        refuses("kaiming_normal", "init of dense: unknown initializer kaiming_normal: here it is called he_normal");
        refuses("he_nromal", "init of dense: unknown initializer he_nromal: did you mean he_normal?");
        refuses("constant", "init constant of dense needs a number: write {constant: 0.1}");
        refuses(Map.of("zeros", 1.5), "init zeros of dense takes no number, but was given 1.5: write {constant: 1.5}");
        refuses(Map.of("he_normal", 2), "init he_normal of dense takes no number, but was given 2.0");
        refuses(7L, "init of dense must be a name such as he_normal, or one with a number: {constant: 0.1}, but was 7");
        refuses(
                Map.of("constant", "a"),
                "init of dense must be a name such as he_normal, or one with a number: {constant: 0.1}, but was"
                        + " {constant=a}");
        refuses(Map.of("normal", -1), "normal must be positive and finite, but was -1.0");
        refuses(Map.of("orthogonal", 0), "orthogonal must be positive and finite, but was 0.0");
    }

    private static void refuses(Object value, String message) {
        assertThatThrownBy(() -> Initializers.read("dense", value)).hasMessage(message);
    }

    private static float[] draw(Initializer initializer, List<Integer> shape) {
        float[] theta = new float[2 + Initializer.size(shape)];
        initializer.fill(theta, 1, shape, Seeds.generator(42));
        assertThat(theta[0]).isZero();
        assertThat(theta[theta.length - 1]).isZero();
        return java.util.Arrays.copyOfRange(theta, 1, theta.length - 1);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}

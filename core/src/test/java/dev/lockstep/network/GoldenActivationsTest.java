package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scores of networks with each function are those that NumPy computes in double; {@code activations.py} made the file. */
final class GoldenActivationsTest {
    /** Sums of some dozen products of floats around 1, each rounded to 6e-8. */
    private static final double TOLERANCE = 5e-6;

    private static final Map<String, float[]> NUMBERS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = Optional.ofNullable(GoldenActivationsTest.class.getResourceAsStream("activations.csv"))
                .orElseThrow()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] cells = line.split(",", -1);
                float[] numbers = new float[cells.length - 2];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Float.parseFloat(cells[i + 2]);
                }
                NUMBERS.put(cells[0] + " " + cells[1], numbers);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = ActivationFunction.class, mode = EnumSource.Mode.EXCLUDE, names = "LINEAR")
    void scoresAreThoseOfNumPy(ActivationFunction function) {
        Network network = NetworkBuilder.of(2, 3)
                .add(new Flatten())
                .add("first", new Dense(5, Activation.of(function)))
                .add("last", new Dense(3, Activation.NONE, VarianceScaling.GLOROT_UNIFORM, false))
                .build(Target.classes(List.of("a", "b", "c")), CrossEntropy.DEFAULT);
        float[] theta = network.initialWeights(1); // for the alpha of prelu
        put(theta, network, "first.weight", numbers(function, "first"));
        put(theta, network, "first.bias", numbers(function, "bias"));
        put(theta, network, "last.weight", numbers(function, "last"));
        Batch batch = Batch.dense(6, 4);
        for (int r = 0; r < 4; r++) {
            batch.addDense(numbers(function, "rows"), 6 * r, 0, 1);
        }
        float[] scores = new float[12];
        network.predict(theta, batch, scores);

        float[] expected = numbers(function, "scores");
        for (int i = 0; i < scores.length; i++) {
            assertThat((double) scores[i]).isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    private static float[] numbers(ActivationFunction function, String what) {
        return Optional.ofNullable(NUMBERS.get(function.word() + " " + what)).orElseThrow();
    }

    private static void put(float[] theta, Network network, String name, float[] values) {
        var layout = network.parameters();
        for (int i = 0; i < layout.parameters().size(); i++) {
            if (layout.parameters().get(i).name().equals(name)) {
                assertThat(values).hasSize(layout.parameters().get(i).size());
                System.arraycopy(values, 0, theta, layout.offset(i), values.length);
                return;
            }
        }
        throw new IllegalArgumentException(name + " is not in " + Arrays.asList(layout));
    }
}

package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Model;
import dev.lockstep.model.Models;
import dev.lockstep.model.Squared;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores of small networks are those that plain Python computes: {@code layers.py} beside {@code layers.csv}. */
final class GoldenScoresTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 2;
    /** Sums of up to a hundred floats around 1. */
    private static final float TOLERANCE = 2e-6f;

    /** A line of the file. */
    record Golden(String name, List<Object> layers, List<Integer> shape, List<Float> scores) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> lines() throws IOException {
        try (InputStream in = GoldenScoresTest.class.getResourceAsStream("layers.csv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(GoldenScoresTest::golden).toList().stream();
        }
    }

    private static Golden golden(String line) {
        String[] parts = line.split("\\|", -1);
        try {
            return new Golden(
                    parts[0],
                    JSON.readValue(parts[1], new TypeReference<List<Object>>() {}),
                    JSON.readValue(parts[2], new TypeReference<List<Integer>>() {}),
                    Arrays.stream(parts[3].split(",", -1)).map(Float::valueOf).toList());
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void scoresAreThoseOfPlainArithmetic(Golden golden) {
        Inputs inputs = new Inputs(golden.shape(), List.of(), false);
        Model model = Models.of("network", Map.of("layers", golden.layers()), inputs, Target.number(), new Squared());
        float[] theta = new float[model.parameters().size()];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = value(i, 3);
        }
        Batch batch = Batch.dense(model.width(), ROWS);
        float[] row = new float[model.width()];
        for (int r = 0; r < ROWS; r++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = 2 * value(r * row.length + j, 1);
            }
            batch.addDense(row, 0, 0, 1);
        }
        float[] scores = new float[ROWS];

        model.predict(theta, batch, scores);

        for (int r = 0; r < ROWS; r++) {
            assertThat(scores[r]).isCloseTo(golden.scores().get(r), within(TOLERANCE));
        }
    }

    /** As in the script. */
    private static float value(int i, int salt) {
        return ((i * 7 + salt * 5) % 13 - 6) / 16f;
    }
}

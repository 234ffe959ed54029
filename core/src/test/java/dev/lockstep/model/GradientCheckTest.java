package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss with the linear model, against central differences at seeded random points. */
final class GradientCheckTest {
    private static final int ROWS = 13;
    private static final int WIDTH = 11;
    /** A power of two, so that weights move by exactly this much: up to 2 they keep 22 bits behind the point. */
    private static final float STEP = 0x1p-7f;
    /**
     * Per unit of row weight. Truncation is h²/6 · l''' ≤ 1e-4 for features and rates of this size; rounding of the float
     * scores, 2e-7 each, is divided by 2h = 1/64.
     */
    private static final double TOLERANCE = 3e-4;

    record Case(Loss loss, Target target, boolean sparse, boolean bias, boolean weighted) {}

    static Stream<Case> cases() {
        Target two = Target.classes(List.of("no", "yes"));
        Target four = Target.classes(List.of("a", "b", "c", "d"));
        List<Case> losses = List.of(
                new Case(new Squared(), Target.number(), false, true, false),
                new Case(new Huber(0.5), Target.number(), false, true, false),
                new Case(Logistic.DEFAULT, two, false, true, false),
                new Case(new Logistic(0.2), two, false, true, false),
                new Case(CrossEntropy.DEFAULT, two, false, true, false),
                new Case(CrossEntropy.DEFAULT, four, false, true, false),
                new Case(new CrossEntropy(0.2), four, false, true, false),
                new Case(new Poisson(), Target.count(), false, true, false));
        List<Case> cases = new ArrayList<>();
        for (Case c : losses) {
            for (int bits = 0; bits < 8; bits++) {
                cases.add(new Case(c.loss, c.target, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientIsThatOfTheSummedLoss(Case c) {
        RandomGenerator random = Seeds.generator(7);
        LinearModel model = new LinearModel(WIDTH, c.target, c.loss, c.bias);
        Batch batch = batch(c, random);
        float[] theta = model.initialWeights(1);
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) random.nextDouble(-0.5, 0.5);
        }

        GradientSum sum = sum(model, theta, batch);

        assertThat(sum.loss()).isCloseTo(loss(model, theta, batch), within(1e-9));
        assertThat(sum.rows()).isEqualTo(ROWS);
        for (int i = 0; i < theta.length; i++) {
            float[] above = theta.clone();
            float[] below = theta.clone();
            above[i] += STEP;
            below[i] -= STEP;
            double difference =
                    (loss(model, above, batch) - loss(model, below, batch)) / ((double) above[i] - below[i]);
            assertThat((double) sum.gradient()[i])
                    .as("weight %d", i)
                    .isCloseTo(difference, within(TOLERANCE * sum.weight()));
        }
    }

    private static GradientSum sum(Model model, float[] theta, Batch batch) {
        GradientSum sum = new GradientSum(model.parameters().size());
        model.addGradient(theta, batch, Seeds.generator(0), sum);
        return sum;
    }

    /** Through value(), so that it and derivative() are held to each other. */
    private static double loss(Model model, float[] theta, Batch batch) {
        int count = model.scores();
        float[] scores = new float[batch.rows() * count];
        model.predict(theta, batch, scores);
        double sum = 0;
        for (int r = 0; r < batch.rows(); r++) {
            sum += batch.weights()[r] * model.loss().value(scores, r * count, (r + 1) * count, batch.labels()[r]);
        }
        return sum;
    }

    private static Batch batch(Case c, RandomGenerator random) {
        Batch batch = c.sparse ? Batch.sparse(WIDTH, ROWS) : Batch.dense(WIDTH, ROWS);
        for (int r = 0; r < ROWS; r++) {
            float weight = c.weighted ? (float) random.nextDouble(0, 3) : 1;
            float[] row = new float[WIDTH];
            int[] indices = new int[WIDTH];
            int filled = 0;
            for (int j = 0; j < WIDTH; j++) {
                if (!c.sparse || random.nextDouble() < 0.7) {
                    indices[filled] = j;
                    row[filled++] = (float) random.nextDouble(-1, 1);
                }
            }
            float label = switch (c.target.kind()) {
                case NUMBER -> (float) random.nextDouble(-2, 2);
                case COUNT -> (int) random.nextDouble(0, 5);
                case CLASSES -> (int) random.nextDouble(0, c.target.classes().size());
            };
            if (c.sparse) {
                batch.addSparse(indices, row, 0, filled, label, weight);
            } else {
                batch.addDense(row, 0, label, weight);
            }
        }
        return batch;
    }
}

package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Logistic;
import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.schedule.Constant;
import dev.lockstep.schedule.Exponential;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.train.TrainingResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Logistic regression, on made rows against Newton's method, and on real ones against other optimizers. */
final class LbfgsLogisticTest {
    private static final Target TWO = Target.classes(List.of("no", "yes"));
    private static final int ROWS = 60;
    private static final int WIDTH = 4;
    private static final double L2 = 0.01;

    private static TrainerSettings settings(int epochs, int batchSize, long evaluateEvery) {
        return new TrainerSettings(epochs, batchSize, 1, evaluateEvery, Monitor.TRAINING_LOSS, Optional.empty());
    }

    @Test
    void reachesTheOptimumOfNewtonsMethod() {
        RandomGenerator random = Seeds.generator(9);
        float[] x = new float[ROWS * WIDTH];
        float[] y = new float[ROWS];
        for (int r = 0; r < ROWS; r++) {
            double score = random.nextGaussian();
            for (int j = 0; j < WIDTH; j++) {
                x[r * WIDTH + j] = (float) random.nextGaussian() * (j + 1);
                score += x[r * WIDTH + j] * (j - 1.5) / (j + 1);
            }
            y[r] = score > 0 ? 1 : 0;
        }
        float[] weights = new float[ROWS];
        Arrays.fill(weights, 1);
        LinearModel model = new LinearModel(WIDTH, TWO, Logistic.DEFAULT);
        Sharding sharding = new Sharding(ROWS, 1, 1, 3);
        ChunkReader reader = (split, chunk) -> new Chunk(new DenseFeatures(ROWS, WIDTH, x), y, weights);

        try (GradientSource source = source(model, sharding, reader, 1)) {
            Lbfgs exact = new Lbfgs(10, 1e-6, 0, 25, List.of());
            TrainingResult result = new LbfgsTrainer(model, exact, settings(200, 1, 1), List.of()).fit(source);

            assertThat(result.status()).isEqualTo(Status.CONVERGED);
            assertThat(result.steps()).isLessThan(60);
            double[] expected = newton(x, y);
            for (int i = 0; i <= WIDTH; i++) {
                assertThat((double) result.lastWeights()[i]).isCloseTo(expected[i], within(1e-4));
            }
            double norm = 0;
            for (float g : source.gradient(result.lastWeights(), Step.full()).gradient()) {
                norm = Math.hypot(norm, g / ROWS);
            }
            assertThat(norm).isLessThan(3e-6);
        }
    }

    /** Newton's method in double: weights, and then the bias, which has no penalty. */
    private static double[] newton(float[] x, float[] y) {
        int n = WIDTH + 1;
        double[] theta = new double[n];
        for (int step = 0; step < 30; step++) {
            double[][] system = new double[n][n + 1];
            for (int r = 0; r < ROWS; r++) {
                double[] row = new double[n];
                double score = 0;
                for (int i = 0; i < n; i++) {
                    row[i] = i < WIDTH ? x[r * WIDTH + i] : 1;
                    score += row[i] * theta[i];
                }
                double p = 1 / (1 + StrictMath.exp(-score));
                for (int i = 0; i < n; i++) {
                    system[i][n] += (p - y[r]) * row[i] / ROWS;
                    for (int j = 0; j < n; j++) {
                        system[i][j] += p * (1 - p) * row[i] * row[j] / ROWS;
                    }
                }
            }
            for (int i = 0; i < WIDTH; i++) {
                system[i][i] += 2 * L2;
                system[i][n] += 2 * L2 * theta[i];
            }
            double[] delta = solved(system);
            for (int i = 0; i < n; i++) {
                theta[i] -= delta[i];
            }
        }
        return theta;
    }

    /** Gauss and Jordan, for matrices that are positive definite. */
    private static double[] solved(double[][] system) {
        int n = system.length;
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < n; r++) {
                double factor = r == i ? 0 : system[r][i] / system[i][i];
                for (int j = i; j <= n; j++) {
                    system[r][j] -= factor * system[i][j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = system[i][n] / system[i][i];
        }
        return solution;
    }

    @Test
    void isAsLowOnRealRowsAsDescentByBatches() throws IOException {
        String folder = System.getenv().getOrDefault("LOCKSTEP_DATA", "data");
        Path file = Path.of(folder, "a9a", "a9a");
        assumeTrue(Files.exists(file), file + " is not here: set LOCKSTEP_DATA to the folder with the data sets");
        Chunk rows = libsvm(file, 123);
        LinearModel model = new LinearModel(123, TWO, Logistic.DEFAULT);
        Sharding sharding = new Sharding(rows.rows(), 1, 1, 3);
        try (GradientSource source = source(model, sharding, (split, chunk) -> rows, 1)) {
            TrainingResult result = new LbfgsTrainer(model, Lbfgs.DEFAULT, settings(50, 1, 1), List.of()).fit(source);
            double loss = loss(source, result);
            assertThat(loss).isLessThanOrEqualTo(descended(source, model, "sgd", new Constant(0.1)));
            assertThat(loss)
                    .isLessThanOrEqualTo(descended(source, model, "adam", new Exponential(0.01, 0.8, 128, false)));
        }
    }

    private static double descended(GradientSource source, LinearModel model, String name, LearningRateSchedule rate) {
        Trainer trainer =
                new Trainer(model, Optimizers.of(name, Map.of()), rate, settings(15, 256, 1_000_000), List.of());
        return loss(source, trainer.fit(source));
    }

    private static double loss(GradientSource source, TrainingResult result) {
        GradientSum sum = source.gradient(result.lastWeights(), Step.full());
        return sum.loss() / sum.weight();
    }

    private static GradientSource source(LinearModel model, Sharding sharding, ChunkReader reader, int threads) {
        ShardTask task = new ShardTask(model, TWO, List.of(), new float[0], Map.of(Split.TRAINING, sharding));
        return new PenalizedGradients(
                new LocalGradients(task, reader, threads), new Penalty(0, L2), model.parameters());
    }

    private static Chunk libsvm(Path file, int width) throws IOException {
        List<String> lines = Files.readAllLines(file);
        float[] labels = new float[lines.size()];
        float[] weights = new float[lines.size()];
        int[] starts = new int[lines.size() + 1];
        List<Integer> indices = new ArrayList<>();
        for (int r = 0; r < labels.length; r++) {
            String[] parts = lines.get(r).strip().split(" ", -1);
            labels[r] = parts[0].equals("+1") ? 1 : 0;
            weights[r] = 1;
            for (int i = 1; i < parts.length; i++) {
                indices.add(Integer.parseInt(parts[i].substring(0, parts[i].indexOf(':'))) - 1); // every value is 1
            }
            starts[r + 1] = indices.size();
        }
        float[] values = new float[indices.size()];
        Arrays.fill(values, 1);
        int[] places = indices.stream().mapToInt(Integer::intValue).toArray();
        return new Chunk(new SparseFeatures(width, starts, places, values), labels, weights);
    }
}

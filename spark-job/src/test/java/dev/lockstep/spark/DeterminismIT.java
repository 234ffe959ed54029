package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunnerConfig;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.optim.Adam;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/**
 * Trainings by one, two and three slots, whose workers answer early or late as a seed says, and one of whose tasks is lost.
 * {@code -Dlockstep.arrivals=25} makes a long run.
 */
final class DeterminismIT {
    private static final int ARRIVALS = Integer.getInteger("lockstep.arrivals", 1);
    private static final int MOST_SLOTS = 3;
    private static final List<Integer> SHARDS = List.of(1, 2, 7, 16);
    private static final long SEED = 3;
    private static final PartConfig EVERY_FIFTH = new PartConfig.Every(5, 4);
    private static final Synthetic ROWS = new Synthetic(303, 12, Synthetic.Task.CLASSES, 3, 0.1, 0, 11);
    private static final Model MODEL = new LinearModel(12, ROWS.target(), CrossEntropy.DEFAULT);

    private int runs;
    private int same;

    @Test
    void slotsRunnersArrivalsAndFailuresLeaveOneModelForEachNumberOfShards() {
        Map<Integer, TrainingResult> alone =
                SHARDS.stream().collect(Collectors.toMap(shards -> shards, DeterminismIT::alone));
        for (int slots = 1; slots <= MOST_SLOTS; slots++) {
            JavaSparkContext spark = SharedSpark.context("local[" + slots + ",4]", Map.of());
            for (int shards : SHARDS) {
                TrainingResult expected = Objects.requireNonNull(alone.get(shards));
                for (RunnerConfig.Kind runner : RunnerConfig.Kind.values()) {
                    for (int arrival = 0; arrival < ARRIVALS; arrival++) {
                        count(expected, disturbed(spark, slots, shards, runner, arrival));
                    }
                }
            }
        }
        System.out.println("chaos: determinism " + same + "/" + runs + " runs with the bits of their number of shards, "
                + SHARDS.size() + " numbers of shards");
        assertThat(same).isEqualTo(runs);
    }

    private void count(TrainingResult expected, TrainingResult result) {
        runs++;
        if (Arrays.equals(result.lastWeights(), expected.lastWeights())
                && Arrays.equals(result.bestWeights(), expected.bestWeights())
                && result.bestValue().equals(expected.bestValue())) {
            same++;
        }
    }

    /** By threads, without Spark. */
    private static TrainingResult alone(int shards) {
        try (ChunkedData data = chunks(SharedSpark.context(), shards)) {
            ShardTask task = task(data, new DisturbedModel(MODEL, "alone", 0));
            IndexParts parts = new IndexParts(ROWS.rows(), EVERY_FIFTH, new PartConfig.None());
            try (LocalGradients gradients = new LocalGradients(
                    task,
                    (split, chunk) -> new SyntheticRows(ROWS).chunk(parts, split, task.sharding(split), chunk),
                    2)) {
                return train(gradients, task.model());
            }
        }
    }

    private static TrainingResult disturbed(
            JavaSparkContext spark, int slots, int shards, RunnerConfig.Kind runner, int arrival) {
        ChunkedData data = chunks(spark, shards);
        String name = slots + " slots, " + shards + " shards, " + runner + ", " + arrival;
        DisturbedModel model = new DisturbedModel(MODEL, name, Seeds.hash(name));
        ShardTask task = task(data, model);
        RunnerConfig config = new RunnerConfig(runner, RunnerConfig.DEFAULT.placementTimeout());
        try (SparkGradients gradients = SparkGradients.open(spark, task, data, config, warning -> {})) {
            TrainingResult result = train(gradients, model);
            assertThat(model.hasFailed()).as(name).isTrue();
            return result;
        }
    }

    private static ChunkedData chunks(JavaSparkContext spark, int shards) {
        return ROWS.chunks(spark, EVERY_FIFTH, new PartConfig.None(), shards, SEED);
    }

    private static ShardTask task(ChunkedData data, Model model) {
        return new ShardTask(model, ROWS.target(), List.of(), new float[0], data.shardings());
    }

    private static TrainingResult train(GradientSource source, Model model) {
        TrainerSettings settings = new TrainerSettings(2, 25, SEED, 10, Monitor.VALIDATION_LOSS, Optional.empty());
        return new Trainer(model, Adam.DEFAULT, new Constant(0.05), settings, List.of()).fit(source);
    }
}

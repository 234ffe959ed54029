package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunnerConfig;
import dev.lockstep.config.RunnerConfig.Kind;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.model.Compression;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Metrics;
import dev.lockstep.model.Model;
import dev.lockstep.model.Penalty;
import dev.lockstep.network.Activation;
import dev.lockstep.network.ActivationFunction;
import dev.lockstep.network.BatchNorm;
import dev.lockstep.network.Dense;
import dev.lockstep.network.NetworkBuilder;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LbfgsTrainer;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.PenalizedGradients;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits from threads and from Spark, whatever happens on the way. */
final class SparkGradientsIT {
    private static final PartConfig EVERY_FIFTH = new PartConfig.Every(5, 4);
    private static final long SEED = 3;
    /** Every class that travels is registered, ours and Spark's. */
    private static final Map<String, String> STRICT = Map.of("spark.kryo.registrationRequired", "true");

    @ParameterizedTest
    @CsvSource({
        "1, 0, RESIDENT", "2, 0, RESIDENT", "7, 0, RESIDENT", "1, 3, RESIDENT", "2, 3, RESIDENT", "7, 3, RESIDENT",
        "1, 0, JOB", "2, 0, JOB", "7, 0, JOB", "1, 3, JOB", "2, 3, JOB", "7, 3, JOB"
    })
    void givesTheBitsOfLocalGradients(int shards, int nonzeros, Kind runner) {
        Synthetic rows = rows(203, nonzeros);
        assertSameBits(SharedSpark.context(), rows, shards, model(rows), runner);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[2]", "local[7]"})
    void givesTheSameBitsOnAnyNumberOfSlots(String master) {
        for (Kind runner : Kind.values()) {
            assertSameBits(SharedSpark.context(master, STRICT), rows(203, 0), 7, model(rows(203, 0)), runner);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, JOB", "2, JOB", "7, JOB", "1, RESIDENT", "2, RESIDENT", "7, RESIDENT"})
    void networksGiveTheBitsOfLocalGradients(int shards, Kind runner) {
        Synthetic rows = rows(203, 0);
        assertSameBits(SharedSpark.context(), rows, shards, network(rows), runner);
    }

    @ParameterizedTest
    @CsvSource({"local[1], RESIDENT", "local[2], RESIDENT", "local[7], RESIDENT", "local[7], JOB"})
    void networksGiveTheSameBitsOnAnyNumberOfSlots(String master, Kind runner) {
        Synthetic rows = rows(203, 3);
        assertSameBits(SharedSpark.context(master, STRICT), rows, 7, network(rows), runner);
    }

    @ParameterizedTest
    @EnumSource
    void networksGiveTheSameBitsWhenTasksFailTwice(Kind runner) {
        FlakyModel model = new FlakyModel(network(rows(203, 0)), "network, " + runner, 2);

        assertSameBits(SharedSpark.context(), rows(203, 0), 4, model, runner);

        assertThat(model.failed()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSameBitsWithFewerRowsThanShards(Kind runner) {
        assertSameBits(SharedSpark.context(), rows(4, 0), 7, model(rows(4, 0)), runner);
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSameBitsWhenTasksFailThreeTimes(Kind runner) {
        FlakyModel model = new FlakyModel(model(rows(203, 0)), "three times, " + runner, 3);

        assertSameBits(SharedSpark.context(), rows(203, 0), 4, model, runner);

        assertThat(model.failed()).isEqualTo(3);
    }

    /** With a buffer, which stays in float. */
    @ParameterizedTest
    @CsvSource({"1, RESIDENT", "2, RESIDENT", "7, RESIDENT", "1, JOB", "2, JOB", "7, JOB"})
    void compressedSumsGiveTheBitsOfLocalGradients(int shards, Kind runner) {
        Synthetic rows = rows(203, 3);
        assertSameBits(SharedSpark.context(), rows, shards, normed(rows), runner, Compression.BF16);
    }

    @ParameterizedTest
    @CsvSource({"local[1], RESIDENT", "local[7], RESIDENT", "local[7], JOB"})
    void compressedSumsGiveTheSameBitsOnAnyNumberOfSlots(String master, Kind runner) {
        Synthetic rows = rows(203, 0);
        assertSameBits(SharedSpark.context(master, STRICT), rows, 7, normed(rows), runner, Compression.BF16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void lbfgsEndsWithTheBitsOfLocalGradients(int shards) {
        Synthetic rows = rows(203, 3);
        ChunkedData data = rows.chunks(SharedSpark.context(), EVERY_FIFTH, new PartConfig.None(), shards, SEED);
        ShardTask task = task(data, model(rows));
        try (GradientSource local = penalized(
                        new LocalGradients(task, (split, chunk) -> chunk(rows, task, split, chunk), 2), task);
                GradientSource cluster = penalized(SparkGradients.open(SharedSpark.context(), task, data), task)) {
            TrainerSettings settings = new TrainerSettings(20, 1, SEED, 1, Monitor.VALIDATION_LOSS, Optional.empty());
            LbfgsTrainer trainer = new LbfgsTrainer(task.model(), Lbfgs.DEFAULT, settings, List.of());
            TrainingResult here = trainer.fit(local);
            TrainingResult there = trainer.fit(cluster);
            assertThat(here.steps()).isGreaterThan(3);
            assertThat(there.gradients()).isEqualTo(here.gradients());
            assertThat(there.lastWeights()).isEqualTo(here.lastWeights());
            assertThat(there.bestWeights()).isEqualTo(here.bestWeights());
            assertThat(there.bestValue()).isEqualTo(here.bestValue());
        }
    }

    private static GradientSource penalized(GradientSource source, ShardTask task) {
        return new PenalizedGradients(source, new Penalty(0, 0.01), task.model().parameters());
    }

    @Test
    void makesLostChunksAgain() {
        Synthetic rows = rows(203, 3);
        JavaSparkContext spark = SharedSpark.context();
        ChunkedData data = rows.chunks(spark, EVERY_FIFTH, new PartConfig.None(), 4, SEED);
        ShardTask task = task(data, model(rows));
        try (SparkGradients gradients = SparkGradients.open(spark, task, data)) {
            List<String> before = bits(gradients, task);
            data.chunks().values().forEach(chunks -> chunks.unpersist(true));
            assertThat(bits(gradients, task)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aContextThatIsStoppedIsALostCluster(Kind runner) {
        Synthetic rows = rows(203, 0);
        JavaSparkContext spark =
                SharedSpark.context(SharedSpark.MASTER, Map.of("spark.lockstep.test", "stopped, " + runner));
        ChunkedData data = rows.chunks(spark, EVERY_FIFTH, new PartConfig.None(), 4, SEED);
        ShardTask task = task(data, model(rows));
        RunnerConfig config = new RunnerConfig(runner, RunnerConfig.DEFAULT.placementTimeout());
        SparkGradients gradients = SparkGradients.open(spark, task, data, config, warning -> {});
        bits(gradients, task);
        spark.stop();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> bits(gradients, task)).isInstanceOf(ClusterLostException.class);
        }
    }

    @Test
    void aStepSendsNothingOfWhereChunksComeFrom() {
        JavaSparkContext spark = SharedSpark.context();
        byte[] large = new byte[1 << 20];
        JavaRDD<Chunk> chunks = spark.parallelize(List.of(1, 2, 3, 4), 4)
                .map(number -> new Chunk(
                        new DenseFeatures(0, 1, new float[0]), new float[large.length - (1 << 20)], new float[0]));
        Placement placement = Placement.follow(spark.sc());
        ShardRdd shards = new ShardRdd(spark.sc(), List.of(chunks), 4, 2, placement);
        placement.stop(spark.sc());

        assertThat(shards.dependencies().size()).isEqualTo(1);
        assertThat(ClosureBytes.pack(chunks.rdd())).hasSizeGreaterThan(1 << 20);
        assertThat(ClosureBytes.pack(shards)).hasSizeLessThan(2_000);
    }

    private static void assertSameBits(JavaSparkContext spark, Synthetic rows, int shards, Model model, Kind runner) {
        assertSameBits(spark, rows, shards, model, runner, Compression.NONE);
    }

    private static void assertSameBits(
            JavaSparkContext spark, Synthetic rows, int shards, Model model, Kind runner, Compression compression) {
        RunnerConfig config = new RunnerConfig(runner, RunnerConfig.DEFAULT.placementTimeout());
        ChunkedData data = rows.chunks(spark, EVERY_FIFTH, new PartConfig.None(), shards, SEED);
        ShardTask task = task(data, model).withCompression(compression);
        try (LocalGradients local = new LocalGradients(task, (split, chunk) -> chunk(rows, task, split, chunk), 2);
                SparkGradients cluster = SparkGradients.open(spark, task, data, config, warning -> {})) {
            assertThat(bits(cluster, task)).isEqualTo(bits(local, task));
        }
    }

    /** Two epochs of five steps, and an evaluation of each part, with weights that move. */
    private static List<String> bits(GradientSource source, ShardTask task) {
        float[] theta = task.model().initialWeights(SEED);
        List<String> bits = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            GradientSum sum = source.gradient(theta, Step.of(number, 5));
            bits.add(sum.rows() + " " + sum.loss() + " " + sum.weight() + " " + sum.rounded() + " "
                    + Arrays.toString(sum.gradient()));
            theta = theta.clone();
            for (int i = 0; i < theta.length; i++) {
                theta[i] -= sum.gradient()[i] / 1_000;
            }
        }
        for (Split split : task.splits()) {
            Evaluation evaluation = source.evaluate(theta, split);
            bits.add(evaluation.toString());
        }
        return bits;
    }

    private static Model model(Synthetic rows) {
        return new LinearModel(rows.features(), rows.target(), CrossEntropy.DEFAULT);
    }

    private static Model network(Synthetic rows) {
        return NetworkBuilder.of(rows.features())
                .add(new Dense(20, Activation.of(ActivationFunction.RELU)))
                .add(new Dense(9, Activation.of(ActivationFunction.TANH)))
                .add(new Dense(3))
                .build(rows.target(), CrossEntropy.DEFAULT);
    }

    private static Model normed(Synthetic rows) {
        return NetworkBuilder.of(rows.features())
                .add(new Dense(20, Activation.of(ActivationFunction.RELU)))
                .add(BatchNorm.DEFAULT)
                .add(new Dense(3))
                .build(rows.target(), CrossEntropy.DEFAULT);
    }

    private static ShardTask task(ChunkedData data, Model model) {
        List<Metric> metrics = List.of(Metrics.of("accuracy", Map.of()), Metrics.of("log_loss", Map.of()));
        return new ShardTask(model, rows(1, 0).target(), metrics, new float[0], data.shardings());
    }

    private static Chunk chunk(Synthetic rows, ShardTask task, Split split, int chunk) {
        IndexParts parts = new IndexParts(rows.rows(), EVERY_FIFTH, new PartConfig.None());
        return new SyntheticRows(rows).chunk(parts, split, task.sharding(split), chunk);
    }

    private static Synthetic rows(long count, int nonzeros) {
        return new Synthetic(count, 12, Synthetic.Task.CLASSES, 3, 0.1, nonzeros, 11);
    }
}

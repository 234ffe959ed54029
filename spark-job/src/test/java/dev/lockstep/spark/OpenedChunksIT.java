package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunnerConfig;
import dev.lockstep.config.RunnerConfig.Kind;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.LinearModel;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often an epoch opens chunks, and where they are read from: shards have three each, and steps go across their ends. */
@Timeout(120)
final class OpenedChunksIT {
    private static final int CHUNKS = 12;
    private static final int SHARDS = 4;
    private static final int STEPS = 7;
    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @EnumSource
    void anEpochOpensEachChunkOnce(Kind runner) {
        Synthetic rows = rows(203);
        OpenedChunks before = opened();
        try (SparkGradients gradients = open(SharedSpark.context(), rows, runner)) {
            OpenedChunks made = opened();
            assertThat(made.since(before)).isEqualTo(new OpenedChunks(0, 0, CHUNKS));

            assertThat(epoch(gradients, rows)).isEqualTo(203);
            assertThat(opened().since(made)).isEqualTo(new OpenedChunks(CHUNKS, 0, 0));
        }
    }

    @Test
    void anEpochReadsEachEvictedChunkFromDiskOnce() {
        JavaSparkContext spark = SharedSpark.context(SharedSpark.MASTER, Map.of("spark.memory.fraction", "0.02"));
        Synthetic rows = rows(20_000);
        try (SparkGradients gradients = open(spark, rows, Kind.RESIDENT)) {
            takeStorageMemory(spark);
            // Spark evicts none of these for another chunk, since they are of one RDD.
            long inMemory = inMemory(spark);
            OpenedChunks before = opened();

            assertThat(epoch(gradients, rows)).isEqualTo(20_000);
            assertThat(opened().since(before)).isEqualTo(new OpenedChunks(inMemory, CHUNKS - inMemory, 0));
            assertThat(inMemory).isLessThan(CHUNKS);
        }
    }

    private static long inMemory(JavaSparkContext spark) {
        int chunks = spark.getPersistentRDDs().values().stream()
                .filter(rdd -> "lockstep chunks, TRAINING".equals(rdd.name()))
                .mapToInt(JavaRDD::id)
                .findFirst()
                .orElseThrow();
        return IntStream.range(0, CHUNKS)
                .filter(chunk -> SparkEnv.get().blockManager().memoryStore().contains(new RDDBlockId(chunks, chunk)))
                .count();
    }

    private static void takeStorageMemory(JavaSparkContext spark) {
        List<Integer> numbers = IntStream.range(0, 16).boxed().toList();
        JavaRDD<byte[]> large = spark.parallelize(numbers, numbers.size())
                .map(number -> new byte[4 * MEGABYTE])
                .persist(StorageLevel.MEMORY_ONLY());
        assertThat(large.count()).isEqualTo(numbers.size());
    }

    /** The number of rows that an epoch took. */
    private static long epoch(SparkGradients gradients, Synthetic rows) {
        float[] theta = new float[(rows.features() + 1) * rows.classes()];
        return IntStream.range(0, STEPS)
                .mapToLong(
                        step -> gradients.gradient(theta, Step.of(step, STEPS)).rows())
                .sum();
    }

    private static OpenedChunks opened() {
        return OpenedChunks.of(Split.TRAINING);
    }

    private static Synthetic rows(int count) {
        return new Synthetic(count, 100, Synthetic.Task.CLASSES, 3, 0.1, 0, 11);
    }

    private static SparkGradients open(JavaSparkContext spark, Synthetic rows, Kind runner) {
        Sharding sharding = new Sharding(rows.rows(), CHUNKS, SHARDS, 3);
        IndexParts parts = new IndexParts(rows.rows(), new PartConfig.None(), new PartConfig.None());
        SyntheticRows maker = new SyntheticRows(rows);
        ChunkedData data = new ChunkedData(() -> {});
        data.add(
                Split.TRAINING,
                sharding,
                spark.parallelize(IntStream.range(0, CHUNKS).boxed().toList(), CHUNKS)
                        .map(chunk -> maker.chunk(parts, Split.TRAINING, sharding, chunk)));
        ShardTask task = new ShardTask(
                new LinearModel(rows.features(), rows.target(), CrossEntropy.DEFAULT),
                rows.target(),
                List.of(),
                new float[0],
                data.shardings());
        RunnerConfig config = new RunnerConfig(runner, RunnerConfig.DEFAULT.placementTimeout());
        return SparkGradients.open(spark, task, data, config, warning -> {});
    }
}

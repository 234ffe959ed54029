package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.DataConfig;
import dev.lockstep.config.LabelConfig;
import dev.lockstep.config.PartConfig;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Encode;
import dev.lockstep.data.Missing;
import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Squared;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to chunks. */
final class PackingIT {
    private static final int ROWS = 500;
    private static final int SHARDS = 3;
    private static final long SEED = 5;
    private static final String SPLIT_SIZE = "spark.sql.files.maxPartitionBytes";
    private static final PartConfig EVERY_FIFTH = new PartConfig.Every(5, 2);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    private Path folder;

    @AfterEach
    void splitFilesAsUsual() {
        spark.conf().unset(SPLIT_SIZE);
    }

    @Test
    void takesEveryRowOnceAndDrawsTrainingRows() throws IOException {
        try (ChunkedData data = pack(write(1), EVERY_FIFTH, true)) {
            List<Float> training = labels(data, Split.TRAINING);
            List<Float> validation = labels(data, Split.VALIDATION);

            List<Float> inOrder = labels(i -> i % 5 != 2);
            assertThat(training).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
            assertThat(validation).isEqualTo(labels(i -> i % 5 == 2));
        }
    }

    @Test
    void makesTheSameChunksHoweverFilesAreSplit() throws IOException {
        List<String> whole = bits(pack(write(1), EVERY_FIFTH, true));
        spark.conf().set(SPLIT_SIZE, "1500");
        assertThat(bits(pack(write(1), EVERY_FIFTH, true))).isEqualTo(whole);
        assertThat(bits(pack(write(7), EVERY_FIFTH, true))).isEqualTo(whole);
    }

    @Test
    void makesLostChunksAgainWithTheSameBits() throws IOException {
        try (ChunkedData data = pack(write(3), EVERY_FIFTH, true)) {
            List<String> before = bits(data);
            data.chunks().values().forEach(chunks -> chunks.unpersist(true));
            assertThat(bits(data)).isEqualTo(before);
        }
    }

    @Test
    void keepsParsedTextUntilTheChunksAreMadeAndReadsTheFilesAgainAfterwards() throws IOException {
        try (ChunkedData data = pack(write(3), EVERY_FIFTH, true)) {
            List<String> before = bits(data);
            assertThat(keptRows()).isEqualTo(1);
            data.settled();
            assertThat(keptRows()).isZero();
            data.chunks().values().forEach(chunks -> chunks.unpersist(true));
            assertThat(bits(data)).isEqualTo(before);
        }
    }

    @Test
    void keepsNoRowsThatAreNotShuffled() throws IOException {
        try (ChunkedData data = pack(write(3), new PartConfig.None(), false)) {
            assertThat(labels(data, Split.TRAINING)).hasSize(ROWS);
            assertThat(keptRows()).isZero();
        }
    }

    private long keptRows() {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).getPersistentRDDs().values().stream()
                .filter(rdd -> "lockstep parsed rows".equals(rdd.name()))
                .count();
    }

    @Test
    void hasChunksWithoutRowsWhereThereAreMoreShardsThanRows() throws IOException {
        try (ChunkedData data = Packing.pack(table(write(1), new PartConfig.None(), true), 2 * ROWS, SEED, true)) {
            assertThat(labels(data, Split.TRAINING)).containsExactlyInAnyOrderElementsOf(labels(i -> true));
        }
    }

    @Test
    void unshuffledChunksAreInputPartitionsAndEveryRowComesOnceAnEpoch() throws IOException {
        spark.conf().set(SPLIT_SIZE, "1500");
        PartConfig validation = new PartConfig.Source(source(write("validation", 0, 40)));
        try (ChunkedData data = pack(write(1), validation, false)) {
            assertThat(chunks(data, Split.TRAINING).getNumPartitions()).isGreaterThan(3);
            assertThat(labels(data, Split.TRAINING)).containsExactlyInAnyOrderElementsOf(labels(i -> true));
            assertThat(labels(data, Split.VALIDATION)).hasSize(40);
            assertEpochTakesAllRows(data);
        }
    }

    @Test
    void unshuffledChunksOfATableAreMadeInTasksOfOtherNumbers() {
        spark.range(0, ROWS + 1)
                .selectExpr("id as x", "if(id = 7, null, if(id < 7, id, id - 1)) as y")
                .createOrReplaceTempView("unshuffled");
        DataConfig config = Configs.of(Configs.source("table", Map.of(), "unshuffled"), "y")
                .orderBy("x")
                .unshuffled()
                .data();
        IndexedTable table = Shown.sortedInto(
                spark, 5, () -> new DataPasses(spark, 1, warning -> {}).train(config, Target.Kind.NUMBER, SEED));
        try (ChunkedData data = Packing.pack(table, SHARDS, SEED, false)) {
            assertThat(chunks(data, Split.TRAINING).getNumPartitions()).isEqualTo(5);
            assertEpochTakesAllRows(data);
        }
    }

    @Test
    void validationRowsMayHaveTheHighestIndexAndAClassOfTheirOwn() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append(i == 12 ? "2 1:1 9:1" : i % 2 + " 1:1 " + (2 + i % 3) + ":1")
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("rare.libsvm"), text);
        DataConfig config = Configs.of(Configs.source("libsvm", Map.of(), file.toString()), "label")
                .parts(EVERY_FIFTH, new PartConfig.None())
                .data();
        IndexedTable table = new DataPasses(spark, 0, warning -> {}).train(config, Target.Kind.CLASSES, SEED);

        assertThat(table.preparation().width()).isEqualTo(9);
        assertThat(table.preparation().label().classWeights()).containsExactly(8.0, 8.0, 0.0);
        try (ChunkedData data = Packing.pack(table, SHARDS, SEED, true)) {
            assertThat(labels(data, Split.VALIDATION)).containsExactly(0f, 1f, 2f, 1f);
        }
    }

    private void assertEpochTakesAllRows(ChunkedData data) {
        ShardTask task = new ShardTask(
                new LinearModel(1, Target.number(), new Squared()),
                Target.number(),
                List.of(),
                new float[0],
                data.shardings());
        int steps = 10;
        try (SparkGradients gradients = SparkGradients.open(SharedSpark.context(), task, data)) {
            long rows = 0;
            double labels = 0;
            for (int t = 0; t < steps; t++) {
                GradientSum sum = gradients.gradient(new float[2], Step.of(t, steps));
                assertThat(sum.rows()).isBetween(ROWS / steps - (long) SHARDS, ROWS / steps + (long) SHARDS);
                rows += sum.rows();
                labels += -sum.gradient()[1] / 2;
            }
            assertThat(rows).isEqualTo(ROWS);
            assertThat(labels).isEqualTo(ROWS * (ROWS - 1) / 2.0);
        }
    }

    private static List<Float> labels(java.util.function.IntPredicate chosen) {
        return IntStream.range(0, ROWS).filter(chosen).mapToObj(i -> (float) i).toList();
    }

    private static List<Float> labels(ChunkedData data, Split split) {
        List<Float> labels = new ArrayList<>();
        for (Chunk chunk : chunks(data, split).collect()) {
            for (float label : chunk.labels()) {
                labels.add(label);
            }
        }
        return labels;
    }

    private static JavaRDD<Chunk> chunks(ChunkedData data, Split split) {
        return Optional.ofNullable(data.chunks().get(split)).orElseThrow();
    }

    private static List<String> bits(ChunkedData data) {
        List<String> bits = new ArrayList<>();
        for (Split split : data.chunks().keySet()) {
            for (Chunk chunk : chunks(data, split).collect()) {
                bits.add(split
                        + Arrays.toString(((DenseFeatures) chunk.features()).values())
                        + Arrays.toString(chunk.labels()));
            }
        }
        return bits;
    }

    private ChunkedData pack(List<String> paths, PartConfig validation, boolean shuffle) {
        return Packing.pack(table(paths, validation, shuffle), SHARDS, SEED, shuffle);
    }

    private IndexedTable table(List<String> paths, PartConfig validation, boolean shuffle) {
        DataConfig data = new DataConfig(
                source(paths),
                validation,
                new PartConfig.None(),
                new LabelConfig("y", List.of(), new Scale.None()),
                Optional.empty(),
                List.of(),
                List.of(),
                Encode.ONE_HOT,
                16,
                Missing.MEAN,
                new Scale.Standard(),
                Map.of(),
                0,
                shuffle,
                List.of());
        return new DataPasses(spark, 0, warning -> {}).train(data, Target.Kind.NUMBER, SEED);
    }

    private static SourceConfig source(List<String> paths) {
        return new SourceConfig(paths, "csv", List.of(), Map.of(), Map.of());
    }

    private List<String> write(int files) throws IOException {
        List<String> paths = new ArrayList<>();
        for (int file = 0; file < files; file++) {
            paths.addAll(write("part-" + files + "-" + file, ROWS * file / files, ROWS * (file + 1) / files));
        }
        return paths;
    }

    private List<String> write(String name, int from, int to) throws IOException {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int i = from; i < to; i++) {
            text.append(i * 0.37 % 11).append(',').append(i).append('\n');
        }
        return List.of(Files.writeString(folder.resolve(name + ".csv"), text).toString());
    }
}

package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Target;
import dev.lockstep.model.Compression;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Bfloat16;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ShardTaskTest {
    private static final float[] THETA = {0.5f, -0.01f, 0, 0};
    private static final Sharding SHARDING = new Sharding(41, 6, 3, 7);
    private static final TinyData DATA = new TinyData(SHARDING).with(Split.VALIDATION, new Sharding(10, 3, 3, 7));

    @Test
    void stepsOfAllShardsCountEveryRowOnce() {
        ShardTask task = DATA.task();
        long rows = 0;
        double places = 0;
        for (int shard = 0; shard < task.shards(); shard++) {
            ShardCursor cursor = new ShardCursor(shard, (split, number) -> unweighted(DATA.read(split, number)));
            for (long t = 10; t < 20; t++) {
                GradientSum sum = task.gradient(THETA, Step.of(t, 10), cursor);
                rows += sum.rows();
                places += sum.gradient()[3];
                assertThat(sum.weight()).isEqualTo((double) sum.rows());
            }
        }
        assertThat(rows).isEqualTo(41);
        assertThat(places).isEqualTo(40 * 41 / 2.0);
    }

    @Test
    void equalQuestionsGetEqualBitsFromAnyCursor() {
        ShardTask task = DATA.task(new TinyModel(TinyData.WIDTH, true));
        ShardCursor used = new ShardCursor(1, DATA);
        for (long t = 0; t < 8; t++) {
            GradientSum sum = task.gradient(THETA, Step.of(t, 4), used);
            GradientSum fresh = task.gradient(THETA, Step.of(t, 4), new ShardCursor(1, DATA));
            assertThat(sum.gradient()).isEqualTo(fresh.gradient());
            assertThat(sum.loss()).isEqualTo(fresh.loss());
        }
    }

    @Test
    void compressionRoundsTheShardsSumButNeitherItsBuffersNorItsLoss() {
        ShardTask task = DATA.task(new TinyModel(TinyData.WIDTH, true));
        GradientSum plain = task.gradient(THETA, Step.of(1, 4), new ShardCursor(1, DATA));
        GradientSum sum =
                task.withCompression(Compression.BF16).gradient(THETA, Step.of(1, 4), new ShardCursor(1, DATA));

        float[] expected = plain.gradient().clone();
        Bfloat16.round(expected, 0, TinyData.WIDTH);
        assertThat(expected).isNotEqualTo(plain.gradient());
        assertThat(sum.gradient()).containsExactly(expected);
        assertThat(Bfloat16.isExact(sum.gradient()[TinyData.WIDTH])).isFalse();
        assertThat(List.of(sum.rounded(), plain.rounded())).containsExactly(TinyData.WIDTH, 0);
        assertThat(sum.loss()).isEqualTo(plain.loss());
        assertThat(sum.weight()).isEqualTo(plain.weight());
    }

    @Test
    void whatIsDrawnDependsOnTheStepAndTheShard() {
        ShardTask task = new ShardTask(
                new TinyModel(TinyData.WIDTH, true),
                Target.number(),
                List.of(),
                new float[0],
                Map.of(Split.TRAINING, new Sharding(4, 2, 2, 7)));
        ChunkReader same = (split, number) ->
                new Chunk(new DenseFeatures(2, 2, new float[] {1, 1, 1, 1}), new float[2], new float[0]);
        float first =
                task.gradient(THETA, Step.of(0, 1), new ShardCursor(0, same)).gradient()[0];
        float nextStep =
                task.gradient(THETA, Step.of(1, 1), new ShardCursor(0, same)).gradient()[0];
        float nextShard =
                task.gradient(THETA, Step.of(0, 1), new ShardCursor(1, same)).gradient()[0];
        assertThat(List.of(first, nextStep, nextShard)).doesNotHaveDuplicates();
    }

    @Test
    void classesWeighTrainingRowsOnly() {
        ChunkReader reader = (split, number) ->
                new Chunk(new DenseFeatures(4, 2, new float[8]), new float[] {0, 1, 1, 0}, new float[] {1, 2, 3, 4});
        Sharding one = new Sharding(4, 1, 1, 7);
        ShardTask task = new ShardTask(
                new TinyModel(2, false), Target.number(), List.of(), new float[] {10, 1}, Map.of(Split.TRAINING, one));
        ShardCursor cursor = new ShardCursor(0, reader);
        assertThat(task.gradient(THETA, Step.full(), cursor).weight()).isEqualTo(10 + 2 + 3 + 40);
        // An error of 1 for the two rows of class 1
        assertThat(task.evaluate(THETA, Split.TRAINING, cursor)
                        .evaluation(List.of())
                        .loss())
                .isEqualTo((2 + 3) / 10.0);
    }

    @Test
    void evaluationsSeeEveryRowOfTheirPart() {
        ShardTask task = DATA.task();
        EvaluationSum sum = new EvaluationSum(List.of());
        for (int shard = 0; shard < 3; shard++) {
            sum.merge(task.evaluate(THETA, Split.VALIDATION, new ShardCursor(shard, DATA)));
        }
        assertThat(sum.evaluation(List.of()).rows()).isEqualTo(10);
        double loss = 0;
        double weight = 0;
        ShardCursor reader = new ShardCursor(0, DATA);
        for (int number = 0; number < 3; number++) {
            Chunk chunk = DATA.read(Split.VALIDATION, number);
            Batch rows = reader.take(chunk, 0, chunk.rows());
            float[] scores = new float[rows.rows()];
            task.model().predict(THETA, rows, scores);
            for (int r = 0; r < rows.rows(); r++) {
                loss += rows.weights()[r] * task.model().loss().value(scores, r, r + 1, rows.labels()[r]);
                weight += rows.weights()[r];
            }
        }
        assertThat(sum.evaluation(List.of()).loss()).isCloseTo(loss / weight, Offset.offset(1e-12));
    }

    @Test
    void knowsItsParts() {
        ShardTask task = DATA.task();
        assertThat(task.rows(Split.TRAINING)).isEqualTo(41);
        assertThat(task.rows(Split.VALIDATION)).isEqualTo(10);
        assertThat(task.rows(Split.TEST)).isZero();
        assertThat(task.target()).isEqualTo(Target.number());
        assertThat(task.metrics()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> task.sharding(Split.TEST))
                .withMessage("there are no test rows");
    }

    @Test
    void allPartsHaveTheSameShards() {
        TinyData other = new TinyData(SHARDING).with(Split.TEST, new Sharding(10, 2, 2, 7));
        assertThatIllegalArgumentException().isThrownBy(other::task).withMessageContaining("shards");
    }

    @Test
    @SuppressWarnings("BanSerializableRead") // its own bytes
    void travelsAsBytes() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(DATA.task());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ShardTask task = (ShardTask) in.readObject();
            assertThat(task.gradient(THETA, Step.of(2, 5), new ShardCursor(2, DATA))
                            .gradient())
                    .isEqualTo(DATA.task()
                            .gradient(THETA, Step.of(2, 5), new ShardCursor(2, DATA))
                            .gradient());
        }
    }

    private static Chunk unweighted(Chunk chunk) {
        return new Chunk(chunk.features(), chunk.labels(), new float[0]);
    }
}

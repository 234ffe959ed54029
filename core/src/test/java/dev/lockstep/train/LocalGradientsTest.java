package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Chunk;
import dev.lockstep.model.Compression;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Bfloat16;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LocalGradientsTest {
    private static final float[] THETA = {0.5f, -0.01f, 0, 0};

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        for (int shards : new int[] {1, 2, 7}) {
            TinyData data = new TinyData(new Sharding(100, 2 * shards, shards, 7))
                    .with(Split.VALIDATION, new Sharding(20, shards, shards, 7));
            try (LocalGradients one = local(data, 1)) {
                for (int threads : new int[] {2, 7}) {
                    try (LocalGradients many = local(data, threads)) {
                        for (long t = 0; t < 12; t++) {
                            same(many.gradient(THETA, Step.of(t, 6)), one.gradient(THETA, Step.of(t, 6)));
                        }
                        Evaluation evaluation = many.evaluate(THETA, Split.VALIDATION);
                        assertThat(evaluation).isEqualTo(one.evaluate(THETA, Split.VALIDATION));
                        assertThat(evaluation.rows()).isEqualTo(20);
                    }
                }
            }
        }
    }

    /** What S shards give, computed here by hand for three: the tree is (0 + 1) + 2. */
    @Test
    void compressionRoundsEveryNodeOfTheTree() {
        TinyData data = new TinyData(new Sharding(100, 6, 3, 7));
        ShardTask task = data.task(new TinyModel(TinyData.WIDTH, true)).withCompression(Compression.BF16);
        float[] leaf0 =
                task.gradient(THETA, Step.of(0, 6), new ShardCursor(0, data)).gradient();
        float[] leaf1 =
                task.gradient(THETA, Step.of(0, 6), new ShardCursor(1, data)).gradient();
        float[] leaf2 =
                task.gradient(THETA, Step.of(0, 6), new ShardCursor(2, data)).gradient();
        try (LocalGradients source = new LocalGradients(task, data, 2)) {
            float[] sum = source.gradient(THETA, Step.of(0, 6)).gradient();
            for (int i = 0; i < TinyData.WIDTH; i++) {
                float node = Bfloat16.round(leaf0[i] + leaf1[i]);
                assertThat(sum[i]).isEqualTo(Bfloat16.round(node + leaf2[i]));
            }
            for (int i = TinyData.WIDTH; i < sum.length; i++) {
                assertThat(sum[i]).isEqualTo(leaf0[i] + leaf1[i] + leaf2[i]);
            }
        }
    }

    @Test
    void fewerRowsThanShardsAreEnough() {
        TinyData data = new TinyData(new Sharding(3, 7, 7, 7)).with(Split.TEST, new Sharding(1, 7, 7, 7));
        try (LocalGradients source = local(data, 2)) {
            GradientSum sum = source.gradient(THETA, Step.full());
            assertThat(sum.rows()).isEqualTo(3);
            assertThat(sum.gradient()[3]).isEqualTo(0 * 1 + 1 * 2 + 2 * 3);
            assertThat(source.evaluate(THETA, Split.TEST).rows()).isEqualTo(1);
            assertThat(source.rows(Split.TRAINING)).isEqualTo(3);
            assertThat(source.rows(Split.VALIDATION)).isZero();
        }
    }

    @Test
    void aFailureComesThroughAndTheNextCallWorks() {
        TinyData data = new TinyData(new Sharding(40, 4, 4, 7));
        AtomicInteger failures = new AtomicInteger(1);
        ChunkReader flaky = (split, number) -> {
            if (number == 2 && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("lost block");
            }
            return data.read(split, number);
        };
        try (LocalGradients source = new LocalGradients(data.task(new TinyModel(TinyData.WIDTH, true)), flaky, 3);
                LocalGradients sound = local(data, 1)) {
            assertThatThrownBy(() -> source.gradient(THETA, Step.full()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("lost block");
            same(source.gradient(THETA, Step.full()), sound.gradient(THETA, Step.full()));
        }
    }

    @Test
    void errorsComeThroughAsTheyAre() {
        ChunkReader broken = LocalGradientsTest::outOfMemory;
        try (LocalGradients source = new LocalGradients(new TinyData(new Sharding(4, 1, 1, 7)).task(), broken, 1)) {
            assertThatThrownBy(() -> source.gradient(THETA, Step.full())).isInstanceOf(OutOfMemoryError.class);
        }
    }

    private static Chunk outOfMemory(Split split, int number) {
        throw new OutOfMemoryError("no room");
    }

    private static Chunk never(Split split, int number) {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            throw new IllegalStateException("ended by the interrupt", e);
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        TinyData data = new TinyData(new Sharding(4, 1, 1, 7));
        // What is done at once needs no waiting, and so nothing to interrupt.
        try (LocalGradients source = new LocalGradients(data.task(), LocalGradientsTest::never, 1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> source.gradient(THETA, Step.full()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void timeForAddingUpIsCounted() {
        AtomicLong clock = new AtomicLong();
        TinyData data = new TinyData(new Sharding(4, 2, 2, 7));
        try (LocalGradients source = new LocalGradients(data.task(), data, 1, () -> clock.getAndAdd(5))) {
            source.gradient(THETA, Step.full());
            source.gradient(THETA, Step.full());
            assertThat(source.reduceNanos()).isEqualTo(10);
        }
    }

    @Test
    void needsAThread() {
        TinyData data = new TinyData(new Sharding(4, 1, 1, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> local(data, 0)).withMessageContaining("threads");
    }

    private static LocalGradients local(TinyData data, int threads) {
        return new LocalGradients(data.task(new TinyModel(TinyData.WIDTH, true)), data, threads);
    }

    private static void same(GradientSum actual, GradientSum expected) {
        assertThat(actual.gradient()).isEqualTo(expected.gradient());
        assertThat(actual.loss()).isEqualTo(expected.loss());
        assertThat(actual.weight()).isEqualTo(expected.weight());
        assertThat(actual.rows()).isEqualTo(expected.rows());
    }
}

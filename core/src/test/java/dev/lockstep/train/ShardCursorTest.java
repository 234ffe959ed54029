package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.SparseFeatures;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShardCursorTest {
    private static final Sharding SHARDING = new Sharding(50, 8, 2, 7);
    private static final TinyData DATA = new TinyData(SHARDING);

    private final List<Integer> read = new ArrayList<>();
    private final ChunkReader counting = (split, number) -> {
        read.add(number);
        return DATA.read(split, number);
    };

    @Test
    void rowsComeInTheOrderOfTheEpochAcrossChunks() {
        ShardCursor cursor = new ShardCursor(1, counting);
        List<Integer> expected = order(SHARDING, 3);
        List<Integer> taken = new ArrayList<>();
        for (int from = 0; from < expected.size(); from += 10) {
            taken.addAll(places(cursor.take(SHARDING, 3, from, Math.min(expected.size(), from + 10))));
        }
        assertThat(taken).isEqualTo(expected);
        assertThat(read).containsExactly(boxed(SHARDING.chunkOrder(1, 3)));
    }

    @Test
    void whateverWasAskedBeforeHasNoInfluence() {
        ShardCursor cursor = new ShardCursor(1, counting);
        Sharding otherSeed = new Sharding(50, 8, 2, 8);
        assertThat(places(cursor.take(SHARDING, 0, 12, 20)))
                .isEqualTo(order(SHARDING, 0).subList(12, 20));
        assertThat(places(cursor.take(SHARDING, 0, 2, 15)))
                .isEqualTo(order(SHARDING, 0).subList(2, 15));
        assertThat(places(cursor.take(SHARDING, 1, 2, 15)))
                .isEqualTo(order(SHARDING, 1).subList(2, 15));
        assertThat(places(cursor.take(otherSeed, 1, 2, 15)))
                .isEqualTo(order(otherSeed, 1).subList(2, 15));
        cursor.read(Split.TRAINING, 0);
        assertThat(places(cursor.take(otherSeed, 1, 2, 5)))
                .isEqualTo(order(otherSeed, 1).subList(2, 5));
    }

    @Test
    void aFailedReadIsForgotten() {
        boolean[] fail = {false};
        ShardCursor cursor = new ShardCursor(0, (split, number) -> {
            if (fail[0]) {
                throw new IllegalStateException("lost block");
            }
            return DATA.read(split, number);
        });
        cursor.take(SHARDING, 0, 0, 3);
        fail[0] = true;
        assertThatThrownBy(() -> cursor.take(SHARDING, 0, 3, 20)).hasMessage("lost block");
        fail[0] = false;
        assertThat(places(cursor.take(SHARDING, 0, 3, 20)))
                .isEqualTo(order(SHARDING, 0, 0).subList(3, 20));
    }

    @Test
    void aShardOfOneChunkKeepsItOpen() {
        Sharding sharding = new Sharding(50, 2, 2, 7);
        TinyData data = new TinyData(sharding);
        ShardCursor cursor = new ShardCursor(0, (split, number) -> {
            read.add(number);
            return data.read(split, number);
        });
        cursor.take(sharding, 0, 0, 25);
        cursor.take(sharding, 1, 0, 25);
        cursor.take(sharding, 2, 0, 3);
        assertThat(read).containsExactly(0);
    }

    @Test
    void rowsOfAnyChunkComeInTheirOwnOrder() {
        ShardCursor cursor = new ShardCursor(0, counting);
        Chunk chunk = cursor.read(Split.TRAINING, 6);
        assertThat(places(cursor.take(chunk, 1, 4)))
                .containsExactly(
                        (int) SHARDING.firstPlace(6) + 1,
                        (int) SHARDING.firstPlace(6) + 2,
                        (int) SHARDING.firstPlace(6) + 3);
        assertThat(cursor.shard()).isZero();
    }

    @Test
    void lettingGoComesBeforeReading() {
        List<WeakReference<Chunk>> handedOut = new ArrayList<>();
        List<Boolean> gone = new ArrayList<>();
        ShardCursor cursor = new ShardCursor(0, (split, number) -> {
            if (!handedOut.isEmpty()) {
                gone.add(isGone(handedOut.get(handedOut.size() - 1)));
            }
            Chunk chunk = DATA.read(split, number);
            handedOut.add(new WeakReference<>(chunk));
            return chunk;
        });
        cursor.take(SHARDING, 0, 0, SHARDING.shardRows(0));
        assertThat(gone).hasSize(3).containsOnly(true);
    }

    @Test
    void buffersFitTheKindAndWidthOfTheChunk() {
        ShardCursor cursor = new ShardCursor(0, DATA);
        float[] none = {};
        Chunk two = new Chunk(new DenseFeatures(1, 2, new float[] {1, 2}), new float[1], none);
        Chunk three = new Chunk(new DenseFeatures(1, 3, new float[] {1, 2, 3}), new float[1], none);
        Chunk sparse =
                new Chunk(new SparseFeatures(3, new int[] {0, 1}, new int[] {2}, new float[] {9}), new float[1], none);
        assertThat(cursor.take(two, 0, 1)).isSameAs(cursor.take(two, 0, 1));
        assertThat(cursor.take(three, 0, 1).values()).containsExactly(1, 2, 3);
        assertThat(cursor.take(sparse, 0, 1).indices()[0]).isEqualTo(2);
    }

    @Test
    void refusesToTakeNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShardCursor(0, DATA).take(SHARDING, 0, 3, 3))
                .withMessage("no rows in [3, 3)");
    }

    private static boolean isGone(WeakReference<Chunk> chunk) {
        for (int i = 0; i < 50 && !chunk.refersTo(null); i++) {
            System.gc();
        }
        return chunk.refersTo(null);
    }

    private static List<Integer> order(Sharding sharding, int epoch) {
        return order(sharding, epoch, 1);
    }

    private static List<Integer> order(Sharding sharding, int epoch, int shard) {
        List<Integer> places = new ArrayList<>();
        for (int chunk : sharding.chunkOrder(shard, epoch)) {
            for (int row : sharding.rowOrder(chunk, epoch)) {
                places.add((int) sharding.firstPlace(chunk) + row);
            }
        }
        return places;
    }

    private static List<Integer> places(Batch batch) {
        List<Integer> places = new ArrayList<>();
        for (int r = 0; r < batch.rows(); r++) {
            places.add((int) batch.values()[r * TinyData.WIDTH + 1]);
        }
        return places;
    }

    private static Integer[] boxed(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }
}

package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShardingTest {
    @Test
    void rowsFillChunkAfterChunkEvenly() {
        for (int rows = 0; rows <= 60; rows++) {
            for (int shards = 1; shards <= 5; shards++) {
                for (int chunks = shards; chunks <= 4 * shards; chunks += shards) {
                    chunksHoldEveryPlaceOnce(new Sharding(rows, chunks, shards, 1));
                }
            }
        }
    }

    private static void chunksHoldEveryPlaceOnce(Sharding sharding) {
        long place = 0;
        long[] ofShard = new long[sharding.shards()];
        for (int chunk = 0; chunk < sharding.chunks(); chunk++) {
            assertThat(sharding.firstPlace(chunk)).isEqualTo(place);
            int rows = sharding.chunkRows(chunk);
            assertThat((long) rows)
                    .isBetween(sharding.rows() / sharding.chunks(), sharding.rows() / sharding.chunks() + 1);
            for (int r = 0; r < rows; r++) {
                assertThat(sharding.chunkOf(place + r)).isEqualTo(chunk);
            }
            place += rows;
            ofShard[chunk % sharding.shards()] += rows;
        }
        assertThat(place).isEqualTo(sharding.rows());
        for (int shard = 0; shard < ofShard.length; shard++) {
            assertThat(sharding.shardRows(shard)).isEqualTo(ofShard[shard]);
        }
    }

    @Test
    void everyRowComesOnceAnEpochInBatchesOfEqualSize() {
        for (int rows : new int[] {1, 2, 3, 7, 20, 41, 100, 997}) {
            for (int shards : new int[] {1, 2, 3, 7, 16}) {
                for (int batchSize : new int[] {1, 2, 5, 16, 50, 2000}) {
                    stepsTakeEveryRowOnce(new Sharding(rows, shards * 2, shards, 1), batchSize);
                }
            }
        }
    }

    private static void stepsTakeEveryRowOnce(Sharding sharding, int batchSize) {
        long steps = Sharding.stepsPerEpoch(sharding.rows(), batchSize);
        long[] next = new long[sharding.shards()];
        for (long t = 0; t < steps; t++) {
            Step step = Step.of(3 * steps + t, steps);
            long batch = 0;
            for (int shard = 0; shard < sharding.shards(); shard++) {
                assertThat(sharding.firstRow(shard, step)).isEqualTo(next[shard]);
                next[shard] = sharding.endRow(shard, step);
                batch += next[shard] - sharding.firstRow(shard, step);
            }
            assertThat(batch).isBetween(sharding.rows() / steps, sharding.rows() / steps + 1);
            assertThat(batch).isLessThanOrEqualTo(batchSize);
        }
        for (int shard = 0; shard < sharding.shards(); shard++) {
            assertThat(next[shard]).isEqualTo(sharding.shardRows(shard));
        }
    }

    @Test
    void aFullStepTakesEveryRow() {
        Sharding sharding = new Sharding(41, 6, 3, 1);
        for (int shard = 0; shard < 3; shard++) {
            assertThat(sharding.firstRow(shard, Step.full())).isZero();
            assertThat(sharding.endRow(shard, Step.full())).isEqualTo(sharding.shardRows(shard));
        }
    }

    @Test
    void hugeDataDoesNotOverflow() {
        long rows = 1L << 52;
        Sharding sharding = new Sharding(rows, 1 << 24, 1 << 10, 1);
        long steps = Sharding.stepsPerEpoch(rows, 1 << 22);
        long last = sharding.endRow(5, new Step(steps - 1, 0, steps - 1, steps));
        assertThat(last).isEqualTo(sharding.shardRows(5)).isEqualTo(rows >> 10);
        assertThat(sharding.chunkOf(rows - 1)).isEqualTo((1 << 24) - 1);
    }

    @Test
    void aShardWalksItsOwnChunksInADifferentOrderEachEpoch() {
        Sharding sharding = new Sharding(1000, 60, 3, 42);
        int[] first = sharding.chunkOrder(1, 0);
        assertThat(Arrays.stream(first).sorted().toArray())
                .isEqualTo(IntStream.range(0, 20).map(i -> 3 * i + 1).toArray());
        assertThat(sharding.chunkOrder(1, 0)).isEqualTo(first);
        assertThat(sharding.chunkOrder(1, 1)).isNotEqualTo(first);
        assertThat(Arrays.stream(sharding.chunkOrder(2, 0)).map(c -> c - 1).toArray())
                .isNotEqualTo(first);
        assertThat(new Sharding(1000, 60, 3, 43).chunkOrder(1, 0)).isNotEqualTo(first);
    }

    @Test
    void rowsOfAChunkComeInADifferentOrderEachEpoch() {
        Sharding sharding = new Sharding(1000, 10, 1, 42);
        int[] first = sharding.rowOrder(3, 0);
        assertThat(Arrays.stream(first).sorted().toArray())
                .isEqualTo(IntStream.range(0, 100).toArray());
        assertThat(sharding.rowOrder(3, 1)).isNotEqualTo(first);
        assertThat(sharding.rowOrder(4, 0)).isNotEqualTo(first);
    }

    @Test
    void chunksAreAMultipleOfShards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sharding(10, 5, 2, 1))
                .withMessage("chunks must be a multiple of 2, but was 5");
        assertThatIllegalArgumentException().isThrownBy(() -> new Sharding(10, 0, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sharding(-1, 2, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sharding(1, 2, 0, 1));
    }

    @Test
    void stepsKnowTheirPlace() {
        assertThat(Step.of(23, 10)).isEqualTo(new Step(23, 2, 3, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step(-1, 0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step(0, -1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step(0, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step(0, 0, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step(0, 0, 0, 0));
    }

    @Test
    void chunksAsFoundGiveEveryRowOnceAnEpochInProportion() {
        for (List<Integer> sizes : List.of(
                List.of(5),
                List.of(40, 0, 3),
                List.of(7, 7, 7, 7, 7, 7),
                List.of(100, 1, 1, 90, 2, 3, 80),
                List.of(0, 9))) {
            for (int shards : new int[] {1, 2, 3, 7}) {
                for (long steps : new long[] {1, 3, 10, 1_000}) {
                    proportionalStepsTakeEveryRowOnce(Sharding.ofSizes(sizes, shards, 1), steps);
                }
            }
        }
    }

    private static void proportionalStepsTakeEveryRowOnce(Sharding sharding, long steps) {
        long rows = 0;
        for (int shard = 0; shard < sharding.shards(); shard++) {
            long next = 0;
            for (long t = 0; t < steps; t++) {
                Step step = Step.of(t, steps);
                assertThat(sharding.firstRow(shard, step)).isEqualTo(next);
                next = sharding.endRow(shard, step);
                assertThat(next - sharding.firstRow(shard, step))
                        .isBetween(sharding.shardRows(shard) / steps, sharding.shardRows(shard) / steps + 1);
            }
            assertThat(next).isEqualTo(sharding.shardRows(shard));
            int inChunks = IntStream.of(sharding.chunkOrder(shard, 4))
                    .map(sharding::chunkRows)
                    .sum();
            assertThat((long) inChunks).isEqualTo(next);
            rows += next;
        }
        assertThat(rows).isEqualTo(sharding.rows());
    }

    @Test
    void equalShardsAsFoundMakeEqualBatches() {
        Sharding sharding = Sharding.ofSizes(List.of(10, 10, 10, 10), 4, 1);
        for (long steps : new long[] {3, 7, 13, 40}) {
            for (long t = 0; t < steps; t++) {
                Step step = Step.of(t, steps);
                long batch = IntStream.range(0, 4)
                        .mapToLong(shard -> sharding.endRow(shard, step) - sharding.firstRow(shard, step))
                        .sum();
                assertThat(batch).isBetween(40 / steps, 40 / steps + 1);
            }
        }
    }

    @Test
    void sizesMustFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sharding(5, 2, 1, 1, List.of(5)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sharding(5, 2, 1, 1, List.of(5, 1)));
    }
}

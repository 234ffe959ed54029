package dev.lockstep.spark;

import dev.lockstep.data.Chunk;
import dev.lockstep.data.Preparation;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import scala.runtime.AbstractFunction1;

/** Turns the rows of a table into chunks: each row to its place by one shuffle, or all as they lie in the files. */
public final class Packing {
    private final IndexedTable table;
    private final int shards;
    private final long seed;

    private Packing(IndexedTable table, int shards, long seed) {
        this.table = table;
        this.shards = shards;
        this.seed = seed;
    }

    /**
     * The rows of every part in chunks, which are made when they are first read.
     *
     * <p>Shuffled, training rows are drawn by the seed, and the chunks depend on the rows, their order, the shards and the
     * seed alone. Not shuffled, each of Spark's input partitions is a chunk; then it also matters how Spark splits the
     * files, which {@code spark.sql.files.maxPartitionBytes} and {@code minPartitionNum} decide, not the cluster.
     *
     * @param table belongs to the chunks from now on, which read it again if they are lost, and close it
     */
    public static ChunkedData pack(IndexedTable table, int shards, long seed, boolean shuffle) {
        Packing packing = new Packing(table, shards, seed);
        return shuffle ? packing.shuffled() : packing.asTheyLie();
    }

    private ChunkedData shuffled() {
        Preparation preparation = table.preparation();
        EnumMap<Split, Sharding> shardings = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            long rows = table.rows(split);
            if (rows > 0) {
                int chunks = ChunkCount.of(rows, preparation.expectedRowBytes(), shards);
                shardings.put(split, new Sharding(rows, chunks, shards, seed));
            }
        }
        Places places = new Places(shardings, seed);
        var pieces = JavaPairRDD.fromJavaRDD(table.mapPartitions(rows -> new PieceMaker(preparation, places, rows)))
                .partitionBy(new ByNumber(places.chunks()));
        Chunk empty = preparation.newPacker().toChunk();
        ChunkedData data = new ChunkedData(table);
        for (Map.Entry<Split, Sharding> part : shardings.entrySet()) {
            Sharding sharding = part.getValue();
            int first = places.firstChunk(part.getKey());
            JavaRDD<Chunk> chunks = only(
                            pieces.values(),
                            IntStream.range(first, first + sharding.chunks()).toArray())
                    .mapPartitionsWithIndex(
                            (number, came) -> PieceMaker.assemble(sharding.chunkRows(number), number, came, empty),
                            false);
            data.add(part.getKey(), sharding, chunks);
        }
        return data;
    }

    private ChunkedData asTheyLie() {
        Preparation preparation = table.preparation();
        PartitionCounts counts = PartitionCounts.of(table);
        ChunkedData data = new ChunkedData(table);
        for (Split split : Split.values()) {
            if (table.rows(split) > 0) {
                JavaRDD<Chunk> chunks = table.mapPartitions(rows -> PieceMaker.chunk(preparation, split, rows));
                Sharding sharding = Sharding.ofSizes(counts.sizes(split), shards, seed);
                data.add(split, sharding, only(chunks, counts.partitions(split)));
            }
        }
        return data;
    }

    /** Some of the partitions, numbered anew from 0. */
    private static <T> JavaRDD<T> only(JavaRDD<T> all, int[] partitions) {
        return PartitionPruningRDD.create(all.rdd(), new Members(partitions)).toJavaRDD();
    }

    /** Whether a number is one of these, which ascend. */
    private static final class Members extends AbstractFunction1<Object, Object> implements Serializable {
        private static final long serialVersionUID = 1;

        private final int[] numbers;

        Members(int[] numbers) {
            this.numbers = numbers;
        }

        @Override
        public Object apply(Object number) {
            return Arrays.binarySearch(numbers, (Integer) number) >= 0;
        }
    }

    /** Keys are the numbers of their partitions. */
    private static final class ByNumber extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int partitions;

        ByNumber(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }
    }
}

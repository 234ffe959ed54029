package dev.lockstep.spark;

import dev.lockstep.data.Chunk;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;

/** Packed rows on executors: for each part of the data an RDD of which partition c holds chunk c, persisted. */
public final class ChunkedData implements AutoCloseable {
    private final EnumMap<Split, JavaRDD<Chunk>> chunks = new EnumMap<>(Split.class);
    private final EnumMap<Split, Sharding> shardings = new EnumMap<>(Split.class);

    private final Source source;
    private boolean closed;

    /** No parts yet; the source is closed with the chunks, since lost chunks are made from it again. */
    ChunkedData(Source source) {
        this.source = source;
    }

    /** Adds a part, which is persisted from now on, and made when it is first read. */
    void add(Split split, Sharding sharding, JavaRDD<Chunk> rdd) {
        shardings.put(split, sharding);
        chunks.put(split, rdd.setName("lockstep chunks, " + split).persist(StorageLevel.MEMORY_AND_DISK()));
    }

    /** How each part lies in chunks and shards: for a {@link dev.lockstep.train.ShardTask}. */
    public Map<Split, Sharding> shardings() {
        return Collections.unmodifiableMap(shardings);
    }

    /** The number of rows of a part, 0 where there is none. */
    public long rows(Split split) {
        Sharding sharding = shardings.get(split);
        return sharding == null ? 0 : sharding.rows();
    }

    /** What chunks are made from. */
    @FunctionalInterface
    interface Source {
        void close();

        /** Frees what was kept for the first making of the chunks; they can still be made. */
        default void settled() {}
    }

    /** Frees what was kept to make the chunks, now that all of them are made; a lost one is made from the files again. */
    void settled() {
        source.settled();
    }

    Map<Split, JavaRDD<Chunk>> chunks() {
        return Collections.unmodifiableMap(chunks);
    }

    /** The numbers of all chunks of each part. */
    Map<Split, BitSet> all() {
        return numbers((rdd, number) -> true);
    }

    /** The numbers of those chunks that lie nowhere now, neither in memory nor on disk. */
    Map<Split, BitSet> missing() {
        BlockManagerMaster blocks = SparkEnv.get().blockManager().master();
        return numbers((rdd, number) -> !blocks.contains(new RDDBlockId(rdd.id(), number)));
    }

    private Map<Split, BitSet> numbers(BiPredicate<JavaRDD<Chunk>, Integer> wanted) {
        EnumMap<Split, BitSet> numbers = new EnumMap<>(Split.class);
        chunks.forEach((split, rdd) -> {
            BitSet some = new BitSet();
            IntStream.range(0, rdd.getNumPartitions())
                    .filter(number -> wanted.test(rdd, number))
                    .forEach(some::set);
            numbers.put(split, some);
        });
        return numbers;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            chunks.values().forEach(rdd -> rdd.unpersist(false));
            source.close();
        }
    }
}

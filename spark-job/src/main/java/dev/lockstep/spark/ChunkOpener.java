package dev.lockstep.spark;

import dev.lockstep.data.Chunk;
import dev.lockstep.train.ChunkReader;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDBlockId;
import scala.collection.Iterator;

/**
 * Opens chunks where a task runs: from Spark's cache, or made again from what they came from. The only place that does, so
 * {@link OpenedChunks} counts here.
 *
 * <p>Holds RDDs and partitions as bytes and makes new objects of them for each chunk, as Spark does for each task: what
 * they hold need not be safe for several threads.
 */
final class ChunkOpener implements ChunkReader, Serializable {
    private static final long serialVersionUID = 1;

    private final EnumMap<Split, Lineage> lineages = new EnumMap<>(Split.class);

    /** An opener of RDDs of which partition c holds chunk c. */
    ChunkOpener(Map<Split, JavaRDD<Chunk>> chunks) {
        chunks.forEach((split, rdd) -> lineages.put(split, Lineage.of(rdd.rdd())));
    }

    @Override
    public Chunk read(Split split, int chunk) {
        Lineage lineage = lineages.get(split);
        if (lineage == null) {
            throw new IllegalArgumentException("there are no " + split.name().toLowerCase(Locale.ROOT) + " chunks");
        }
        OpenedChunks.Place place = OpenedChunks.Place.of(lineage.block(chunk));
        Iterator<Chunk> chunks = lineage.iterator(chunk, TaskContext.get());
        Chunk opened = chunks.next();
        // Only the question after the last element frees Spark's lock on the block. Without it everything that a task
        // touches stays pinned in memory until the task ends.
        if (chunks.hasNext()) {
            throw new IllegalStateException("partition " + chunk + " holds more than one chunk");
        }
        OpenedChunks.count(split, place);
        return opened;
    }

    private static final class Lineage implements Serializable {
        private static final long serialVersionUID = 1;

        private final int id;
        private final byte[] rdd;
        private final byte[][] partitions;

        private Lineage(int id, byte[] rdd, byte[][] partitions) {
            this.id = id;
            this.rdd = rdd;
            this.partitions = partitions;
        }

        static Lineage of(RDD<Chunk> rdd) {
            ShardRdd.settle(rdd);
            Partition[] partitions = rdd.partitions();
            byte[][] packed = new byte[partitions.length][];
            for (int i = 0; i < packed.length; i++) {
                packed[i] = ClosureBytes.pack(partitions[i]);
            }
            return new Lineage(rdd.id(), ClosureBytes.pack(rdd), packed);
        }

        /** What Spark's cache has a chunk by. */
        RDDBlockId block(int chunk) {
            return new RDDBlockId(id, chunk);
        }

        @SuppressWarnings("unchecked") // a class knows no type arguments
        Iterator<Chunk> iterator(int chunk, TaskContext context) {
            RDD<Chunk> chunks = ClosureBytes.unpack(rdd, RDD.class);
            Partition partition = ClosureBytes.unpack(partitions[chunk], Partition.class);
            return chunks.iterator(partition, context);
        }
    }
}

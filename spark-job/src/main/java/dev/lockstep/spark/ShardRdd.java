package dev.lockstep.spark;

import dev.lockstep.data.Chunk;
import dev.lockstep.numeric.ReductionTree;
import java.io.Serializable;
import java.util.Collection;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/**
 * A partition for each range of shards, over the chunks of all parts of the data. The partition's one element is the
 * range itself: a task opens only those chunks that it needs, by {@link ChunkOpener}, so a step costs what its batch costs.
 *
 * <p>The dependencies on the chunks are there for the driver: they let Spark make lost shuffle output again before a
 * task starts. They stay on the driver, since Spark sends this RDD to executors anew with each job.
 */
final class ShardRdd extends RDD<ShardRange> {
    private static final long serialVersionUID = 1;

    private final int shards;
    private final int length;
    private final transient Placement placement;

    /** Ranges of shards, as many as there are slots or fewer, over chunks whose number is their partition's. */
    ShardRdd(SparkContext context, Collection<JavaRDD<Chunk>> chunks, int shards, int slots, Placement placement) {
        super(
                context,
                dependencies(chunks, shards, ReductionTree.rangeLength(shards, slots)),
                ClassTag$.MODULE$.apply(ShardRange.class));
        this.shards = shards;
        this.length = ReductionTree.rangeLength(shards, slots);
        this.placement = placement;
    }

    private static Seq<Dependency<?>> dependencies(Collection<JavaRDD<Chunk>> chunks, int shards, int length) {
        List<Dependency<?>> all = empty();
        for (JavaRDD<Chunk> parent : chunks) {
            all = all.$colon$colon(new ChunkDependency(parent.rdd(), shards, length));
        }
        return all;
    }

    /** RDDs find out late what they depend on, and where they are sent to they cannot: Spark's scheduler asks them before. */
    static void settle(RDD<?> rdd) {
        Iterator<Dependency<?>> dependencies = rdd.dependencies().iterator();
        while (dependencies.hasNext()) {
            settle(dependencies.next().rdd());
        }
    }

    /** The number of ranges. */
    int ranges() {
        return (shards + length - 1) / length;
    }

    @Override
    public Partition[] getPartitions() {
        Partition[] partitions = new Partition[ranges()];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = new Range(i);
        }
        return partitions;
    }

    @Override
    public Iterator<ShardRange> compute(Partition partition, TaskContext context) {
        int from = partition.index() * length;
        return Iterator$.MODULE$.single(new ShardRange(from, Math.min(shards, from + length)));
    }

    @Override
    public Seq<String> getPreferredLocations(Partition partition) {
        return placement
                .location(partition.index(), ranges())
                .map(location -> ShardRdd.<String>empty().$colon$colon(location))
                .orElseGet(ShardRdd::empty);
    }

    @SuppressWarnings("unchecked") // the empty list has no elements of any type
    private static <T> List<T> empty() {
        return (List<T>) (List<?>) Nil$.MODULE$;
    }

    private record Range(int index) implements Partition {}

    /** Range i needs the chunks of its shards, whose numbers modulo the shard count lie in the range. */
    private static final class ChunkDependency extends NarrowDependency<Chunk> {
        private static final long serialVersionUID = 1;

        private final int shards;
        private final int length;

        ChunkDependency(RDD<Chunk> chunks, int shards, int length) {
            super(chunks);
            this.shards = shards;
            this.length = length;
        }

        @Override
        public Seq<Object> getParents(int range) {
            List<Object> parents = empty();
            int from = range * length;
            int to = Math.min(shards, from + length);
            for (int chunk = rdd().getNumPartitions() - 1; chunk >= 0; chunk--) {
                int shard = chunk % shards;
                if (shard >= from && shard < to) {
                    parents = parents.$colon$colon(chunk);
                }
            }
            return parents;
        }

        /** The whole lineage would travel with every step. */
        private Object writeReplace() {
            return OnDriver.ONLY;
        }
    }

    private enum OnDriver implements Serializable {
        ONLY
    }
}

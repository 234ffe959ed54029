package dev.lockstep.spark;

import dev.lockstep.data.Chunk;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.train.ShardCursor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;

/**
 * What an executor needs of a run, sent once, as a broadcast: the task, the way to the chunks, and, made there, an open
 * cursor for each shard worked on. When the driver destroys the broadcast, executors let go of all of it.
 */
final class Workbench implements Serializable {
    private static final long serialVersionUID = 1;

    private final ShardTask task;
    private final ChunkOpener chunks;
    private transient Map<Integer, ShardCursor> idle = new ConcurrentHashMap<>();

    Workbench(ShardTask task, Map<Split, JavaRDD<Chunk>> chunks) {
        this.task = task;
        this.chunks = new ChunkOpener(chunks);
    }

    /** The answer of a range of shards, merged along the reduction tree. */
    <T> T answer(Question<T> question, float[] theta, ShardRange range) {
        return ReductionTree.reduce(
                range.to() - range.from(),
                i -> withCursor(range.from() + i, cursor -> question.ask(task, theta, cursor)),
                question::merge);
    }

    /**
     * Opens chunks of a range of shards once, so that they are cached here, and checks that they have the rows they should.
     *
     * @param wanted the numbers of the chunks of each part
     * @return the bytes of their arrays
     */
    long materialise(ShardRange range, Map<Split, BitSet> wanted) {
        long bytes = 0;
        for (Map.Entry<Split, BitSet> part : wanted.entrySet()) {
            Split split = part.getKey();
            var sharding = task.sharding(split);
            for (int number : part.getValue().stream().toArray()) {
                int shard = number % sharding.shards();
                if (shard >= range.from() && shard < range.to()) {
                    Chunk chunk = chunks.read(split, number);
                    if (chunk.rows() != sharding.chunkRows(number)) {
                        throw new IllegalStateException("chunk " + number + " has " + chunk.rows() + " rows, not the "
                                + sharding.chunkRows(number) + " counted before: the data changed while it was read");
                    }
                    bytes += chunk.bytes();
                }
            }
        }
        return bytes;
    }

    /**
     * Lends the shard's cursor to one caller at a time. Whoever comes second (another attempt of the same task) gets a new
     * one, and one whose work failed is not used again.
     */
    <T> T withCursor(int shard, Function<ShardCursor, T> work) {
        ShardCursor cursor = idle.remove(shard);
        if (cursor == null) {
            cursor = new ShardCursor(shard, chunks);
        }
        T result = work.apply(cursor);
        idle.put(shard, cursor);
        return result;
    }

    private Object readResolve() {
        idle = new ConcurrentHashMap<>();
        return this;
    }
}

package dev.lockstep.spark;

import dev.lockstep.train.Split;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;

/**
 * How many chunks of a part of the data tasks have opened in this process since it started, whatever run they were of. Where driver and
 * executor are one process, the difference of two of these is what a run has opened in between.
 *
 * @param fromMemory that lay in this process's memory
 * @param fromDisk that lay on this executor's disk only, and were read from it
 * @param fromElsewhere that another executor had, or nobody, so that they were made
 */
record OpenedChunks(long fromMemory, long fromDisk, long fromElsewhere) {
    private static final Map<Opening, LongAdder> COUNTS = new ConcurrentHashMap<>();

    /** Where a chunk lies, as an executor sees it. */
    enum Place {
        MEMORY,
        DISK,
        ELSEWHERE;

        /** Where a block lies now: it may be evicted a moment later. */
        static Place of(BlockId block) {
            BlockManager blocks = SparkEnv.get().blockManager();
            if (blocks.memoryStore().contains(block)) {
                return MEMORY;
            }
            return blocks.diskStore().contains(block) ? DISK : ELSEWHERE;
        }
    }

    private record Opening(Split split, Place place) {
        LongAdder counter() {
            return COUNTS.computeIfAbsent(this, first -> new LongAdder());
        }
    }

    /** Counts one more that was opened. */
    static void count(Split split, Place place) {
        new Opening(split, place).counter().increment();
    }

    /** Those opened until now. */
    static OpenedChunks of(Split split) {
        return new OpenedChunks(number(split, Place.MEMORY), number(split, Place.DISK), number(split, Place.ELSEWHERE));
    }

    private static long number(Split split, Place place) {
        return new Opening(split, place).counter().sum();
    }

    /** Those opened since. */
    OpenedChunks since(OpenedChunks before) {
        return new OpenedChunks(
                fromMemory - before.fromMemory, fromDisk - before.fromDisk, fromElsewhere - before.fromElsewhere);
    }

    /** All of them. */
    long total() {
        return fromMemory + fromDisk + fromElsewhere;
    }
}

package dev.lockstep.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.TaskResultBlockId;
import org.apache.spark.util.io.ChunkedByteBuffer;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag$;

/**
 * Bytes that executors lay out for each other, and fetch from where they lie, over Spark's own block transfer, with its authentication
 * and encryption. The only class that knows Spark's block manager, which is internal to Spark: another version of it may lack something,
 * and then what is here throws a {@link LinkageError}.
 *
 * <p>The driver is told of nothing: whoever shall fetch a block is told by us where it is. Blocks have the names of results of tasks, with
 * numbers that tasks will not reach.
 */
final class BlockLink {
    private static final AtomicLong NEXT = new AtomicLong(1L << 62);
    private static final int TEST_SECONDS = 10;

    private BlockLink() {}

    /** Where blocks lie: an executor of the application. */
    record Peer(String host, int port, String executor) implements Serializable {}

    /** This process. */
    static Peer here() {
        BlockManagerId id = blocks().blockManagerId();
        return new Peer(id.host(), id.port(), id.executorId());
    }

    /**
     * Numbers for so many blocks, which no other blocks of this process have, one after the other.
     *
     * @return the first of them
     */
    static long numbers(int count) {
        return NEXT.getAndAdd(count);
    }

    /**
     * Lays out a block, in memory or, where there is no room, on the disk, until it is removed.
     *
     * @param bytes not to be written to any more
     */
    static void put(long number, byte[] bytes) {
        boolean stored = blocks().putBytes(
                        new TaskResultBlockId(number),
                        new ChunkedByteBuffer(ByteBuffer.wrap(bytes)),
                        StorageLevel.MEMORY_AND_DISK_SER(),
                        false,
                        ClassTag$.MODULE$.<byte[]>apply(byte[].class));
        if (!stored) {
            throw new IllegalStateException("there is no room for " + bytes.length
                    + " bytes of a gradient, in memory or on the disk: see spark.local.dir");
        }
    }

    /** Takes a block of this process away, once nobody reads it any more. */
    static void remove(long number) {
        blocks().removeBlock(new TaskResultBlockId(number), false);
    }

    /** Fetches a block from where it lies. Waits for a connection, where there is none yet, but not for the block. */
    static CompletableFuture<byte[]> fetch(Peer peer, long number) {
        CompletableFuture<byte[]> fetched = new CompletableFuture<>();
        String[] names = {new TaskResultBlockId(number).name()};
        blocks().blockStoreClient()
                .fetchBlocks(peer.host(), peer.port(), peer.executor(), names, new Listener(fetched), null);
        return fetched;
    }

    /**
     * Tries all of this once, in this process.
     *
     * @return what does not work here, if something does not: Spark's block manager may be another than the one that we know
     */
    static Optional<Throwable> test() {
        long number = numbers(1);
        try {
            put(number, new byte[] {1});
            fetch(here(), number).get(TEST_SECONDS, TimeUnit.SECONDS);
            remove(number);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(e);
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | RuntimeException | LinkageError e) {
            return Optional.of(e);
        }
    }

    private static BlockManager blocks() {
        return SparkEnv.get().blockManager();
    }

    /** Called by a thread of Spark's network. */
    private record Listener(CompletableFuture<byte[]> fetched) implements BlockFetchingListener {
        @Override
        public void onBlockFetchSuccess(String name, ManagedBuffer data) {
            try {
                ByteBuffer buffer = data.nioByteBuffer(); // freed by Spark when this returns
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                fetched.complete(bytes);
            } catch (Throwable e) { // whoever waits must hear of it, also of an error of linkage
                fetched.completeExceptionally(e);
            }
        }

        @Override
        public void onBlockFetchFailure(String name, @Nullable Throwable why) {
            fetched.completeExceptionally(
                    why == null ? new IllegalStateException(name + " could not be fetched") : why);
        }
    }
}

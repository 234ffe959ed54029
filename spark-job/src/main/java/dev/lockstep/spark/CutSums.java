package dev.lockstep.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;

/** The sums of a crew, cut into slices that lie there for others to fetch until this is closed. Used by one thread. */
final class CutSums<T> implements AutoCloseable {
    private final Question<T> question;
    private final int shards;
    private final Order.Source source;
    private final List<byte[]> blocks;

    private CutSums(Question<T> question, int shards, Order.Source source, List<byte[]> blocks) {
        this.question = question;
        this.shards = shards;
        this.source = source;
        this.blocks = blocks;
    }

    /**
     * Cuts sums, and lays them out.
     *
     * @param shards of all crews
     */
    static <T> CutSums<T> lay(Question<T> question, PartialSums<T> sums, int slices, int shards) {
        List<byte[]> blocks = new ArrayList<>();
        for (int slice = 0; slice < slices; slice++) {
            for (T sum : sums.sums()) {
                blocks.add(question.encodeSlice(sum, slice, slices));
            }
        }
        long bytes = blocks.stream().mapToLong(block -> block.length).sum();
        Order.Source source =
                new Order.Source(BlockLink.here(), BlockLink.numbers(blocks.size()), sums.ranges(), bytes);
        CutSums<T> cut = new CutSums<>(question, shards, source, blocks);
        try {
            cut.lay();
        } catch (Throwable e) { // an error, too, must not leave blocks behind
            cut.close();
            throw e;
        }
        return cut;
    }

    private void lay() {
        for (int i = 0; i < blocks.size(); i++) {
            BlockLink.put(source.first() + i, blocks.get(i));
        }
    }

    /** Where they lie. */
    Order.Source source() {
        return source;
    }

    /** One slice of the sums of all crews, added up along the tree, as it travels. */
    byte[] add(Order.Add order) {
        List<Fetch> fetches = new ArrayList<>();
        // Each crew begins with another one's, so that not all fetch from the same at once.
        for (int i = 0; i < order.sources().size(); i++) {
            Order.Source from =
                    order.sources().get((order.slice() + i) % order.sources().size());
            fetches.add(new Fetch(from, fetch(from, order.slice())));
        }
        Question<T> ofSlice = question.slice(order.slice(), order.sources().size());
        PartialSums<T> sums = new PartialSums<>(ofSlice, shards);
        for (Fetch fetch : fetches) {
            sums.addLoad(fetch.source().parts(), fetch.await());
        }
        return ofSlice.encode(sums.whole().orElseThrow());
    }

    private List<CompletableFuture<byte[]>> fetch(Order.Source from, int slice) {
        List<CompletableFuture<byte[]>> parts = new ArrayList<>();
        for (int part = 0; part < from.parts().size(); part++) {
            long block = from.block(slice, part);
            parts.add(
                    from.equals(source)
                            ? CompletableFuture.completedFuture(blocks.get((int) (block - source.first())))
                            : BlockLink.fetch(from.peer(), block));
        }
        return parts;
    }

    @Override
    public void close() {
        for (int i = 0; i < blocks.size(); i++) {
            BlockLink.remove(source.first() + i);
        }
    }

    private record Fetch(Order.Source source, List<CompletableFuture<byte[]>> parts) {
        List<Object> await() {
            List<Object> bytes = new ArrayList<>();
            for (CompletableFuture<byte[]> part : parts) {
                try {
                    bytes.add(patiently(part));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while a part of a gradient was fetched", e);
                } catch (ExecutionException e) {
                    throw new PeerLostException(source.peer().executor(), e.getCause() == null ? e : e.getCause());
                }
            }
            return bytes;
        }

        /** Spark tells a task that it is cancelled only if asked, and the network waits for minutes for who is gone. */
        private static byte[] patiently(CompletableFuture<byte[]> part)
                throws InterruptedException, ExecutionException {
            while (true) {
                try {
                    return part.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (TaskContext.get().isInterrupted()) {
                        throw new IllegalStateException("cancelled while a part of a gradient was fetched", e);
                    }
                }
            }
        }
    }
}

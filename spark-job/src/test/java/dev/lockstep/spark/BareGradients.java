package dev.lockstep.spark;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What {@link EndToEndBenchmark} measures a training by: gradients of the mini-batches of an epoch and nothing else, in threads each of which
 * takes an equal part of every mini-batch and then waits for the others. Rows lie ready as floats, in the order in which they are taken; nothing is
 * added up over threads, and no weight changes.
 */
final class BareGradients implements AutoCloseable {
    private final Model model;
    private final float[] theta;
    /** For each thread its part of each step. */
    private final List<List<Batch>> parts = new ArrayList<>();

    private final ExecutorService threads;

    /** Of all rows of the chunks, in so many steps an epoch. */
    BareGradients(Model model, List<Chunk> chunks, long steps, int threads) {
        this.model = model;
        this.theta = model.initialWeights(1);
        this.threads = Executors.newFixedThreadPool(threads);
        for (int thread = 0; thread < threads; thread++) {
            parts.add(new ArrayList<>());
        }
        long rows = chunks.stream().mapToLong(Chunk::rows).sum();
        Rows next = new Rows(chunks);
        long count = steps * threads;
        for (long part = 0; part < count; part++) {
            int size = Math.toIntExact((part + 1) * rows / count - part * rows / count);
            parts.get((int) (part % threads)).add(next.take(size));
        }
    }

    /** Goes through all rows so many times. */
    int walk(int epochs) throws Exception {
        CyclicBarrier stepEnd = new CyclicBarrier(parts.size());
        List<Callable<Integer>> walks = new ArrayList<>();
        for (List<Batch> own : parts) {
            walks.add(() -> walk(own, epochs, stepEnd));
        }
        for (Future<Integer> walk : threads.invokeAll(walks)) {
            walk.get();
        }
        return epochs;
    }

    private int walk(List<Batch> own, int epochs, CyclicBarrier stepEnd) throws Exception {
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (Batch batch : own) {
                model.addGradient(theta, batch, Seeds.generator(1), new GradientSum(theta.length));
                stepEnd.await();
            }
        }
        return epochs;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** The rows of chunks, one after the other. */
    private static final class Rows {
        private final List<Chunk> chunks;
        private int chunk;
        private int row;

        Rows(List<Chunk> chunks) {
            this.chunks = chunks;
        }

        Batch take(int count) {
            Batch batch = chunks.get(chunk).newBatch(count);
            for (int i = 0; i < count; i++) {
                if (row == chunks.get(chunk).rows()) {
                    chunk++;
                    row = 0;
                }
                chunks.get(chunk).addTo(batch, row++);
            }
            batch.values(); // no bytes from now on
            return batch;
        }
    }
}

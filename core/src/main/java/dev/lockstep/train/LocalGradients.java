package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ReductionTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Gradients from threads of this machine: the reference to which every other source is held, bit for bit. */
public final class LocalGradients implements GradientSource {
    private final ShardTask task;
    private final List<ShardCursor> cursors;
    private final ExecutorService threads;
    private final LongSupplier nanoTime;
    private long reduceNanos;

    /** Shards of chunks that the reader gives, worked on by so many threads. */
    public LocalGradients(ShardTask task, ChunkReader chunks, int threads) {
        this(task, chunks, threads, System::nanoTime);
    }

    LocalGradients(ShardTask task, ChunkReader chunks, int threads, LongSupplier nanoTime) {
        Checks.atLeast("threads", threads, 1);
        this.task = task;
        this.cursors = IntStream.range(0, task.shards())
                .mapToObj(shard -> new ShardCursor(shard, chunks))
                .toList();
        this.threads = Executors.newFixedThreadPool(threads, run -> {
            Thread thread = new Thread(run, "lockstep-gradient");
            thread.setDaemon(true);
            return thread;
        });
        this.nanoTime = nanoTime;
    }

    @Override
    public long rows(Split split) {
        return task.rows(split);
    }

    @Override
    public GradientSum gradient(float[] theta, Step step) {
        List<GradientSum> sums = perShard(cursor -> task.gradient(theta, step, cursor));
        long start = nanoTime.getAsLong();
        GradientSum sum = ReductionTree.reduce(sums, GradientSum::merge);
        reduceNanos += nanoTime.getAsLong() - start;
        return sum;
    }

    @Override
    public Evaluation evaluate(float[] theta, Split split) {
        return ReductionTree.reduce(perShard(cursor -> task.evaluate(theta, split, cursor)), EvaluationSum::merge)
                .evaluation(task.metrics());
    }

    @Override
    public long reduceNanos() {
        return reduceNanos;
    }

    private <T> List<T> perShard(Function<ShardCursor, T> work) {
        List<Callable<T>> calls = new ArrayList<>();
        for (ShardCursor cursor : cursors) {
            calls.add(() -> work.apply(cursor));
        }
        try {
            // Waits for all even if one fails: no thread is left with a cursor that the next call uses.
            List<T> sums = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                sums.add(future.get());
            }
            return sums;
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for gradients", e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

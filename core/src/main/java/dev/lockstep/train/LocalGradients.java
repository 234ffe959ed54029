package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.ReductionTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Gradients from threads of this machine: the reference to which every other source is held, bit for bit. */
public final class LocalGradients implements GradientSource {
    private final ShardTask task;
    private final List<ShardCursor> cursors;
    private final ExecutorService threads;

    /** Shards of chunks that the reader gives, worked on by so many threads. */
    public LocalGradients(ShardTask task, ChunkReader chunks, int threads) {
        this.task = task;
        this.cursors = IntStream.range(0, task.shards())
                .mapToObj(shard -> new ShardCursor(shard, chunks))
                .toList();
        this.threads = Executors.newFixedThreadPool(threads, run -> {
            Thread thread = new Thread(run, "lockstep-gradient");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public long rows(Split split) {
        return task.rows(split);
    }

    @Override
    public GradientSum gradient(float[] theta, Step step) {
        return ReductionTree.reduce(perShard(cursor -> task.gradient(theta, step, cursor)), GradientSum::merge);
    }

    @Override
    public Evaluation evaluate(float[] theta, Split split) {
        return ReductionTree.reduce(perShard(cursor -> task.evaluate(theta, split, cursor)), EvaluationSum::merge)
                .evaluation(task.metrics());
    }

    private <T> List<T> perShard(Function<ShardCursor, T> work) {
        List<Future<T>> running = new ArrayList<>();
        for (ShardCursor cursor : cursors) {
            running.add(threads.submit(() -> work.apply(cursor)));
        }
        List<T> sums = new ArrayList<>();
        for (Future<T> future : running) {
            sums.add(await(future));
        }
        return sums;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for gradients", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

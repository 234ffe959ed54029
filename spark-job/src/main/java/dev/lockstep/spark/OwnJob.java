package dev.lockstep.spark;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/** A Spark job of a runner's, in a thread of its own, so that it can be watched and cancelled. */
final class OwnJob {
    /** The property of a job that names the runner it is of. */
    static final String OWNER = "lockstep.runner";

    private static final AtomicLong STARTED = new AtomicLong();

    private final SparkContext context;
    private final String owner;
    private final String what;
    private final String tag = "lockstep-job-" + STARTED.incrementAndGet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<Throwable> failure = Optional.empty();

    /**
     * A job that has not begun.
     *
     * @param owner the runner's name
     * @param what it is, for Spark's pages
     */
    OwnJob(SparkContext context, String owner, String what) {
        this.context = context;
        this.owner = owner;
        this.what = what;
    }

    /**
     * Starts the job.
     *
     * @param work runs it
     * @param listener is told that it has ended, and of what it failed, if it did
     */
    void start(Runnable work, Consumer<Optional<Throwable>> listener) {
        // What Spark keeps for a thread, such as its pool, is inherited by the threads that it starts.
        Thread thread = new Thread(() -> run(work, listener), "lockstep " + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Runnable work, Consumer<Optional<Throwable>> listener) {
        try {
            context.addJobTag(tag);
            context.setLocalProperty(OWNER, owner);
            context.setJobDescription("Lockstep: " + what);
            work.run();
        } catch (Throwable e) { // whoever started the job is told
            failure = Optional.of(e);
        } finally {
            ended.countDown();
            listener.accept(failure);
        }
    }

    /** Whether the job ends within this time, well or not. */
    boolean endsWithin(Duration time) {
        try {
            return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What the job failed of, once it has ended. */
    Optional<Throwable> failure() {
        return failure;
    }

    /** Cancels what is not done. Spark's tasks that are running may go on for a while. */
    void cancel() {
        if (!context.isStopped()) {
            context.cancelJobsWithTag(tag);
        }
    }
}

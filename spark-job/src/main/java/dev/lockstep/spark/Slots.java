package dev.lockstep.spark;

import dev.lockstep.config.Durations;
import dev.lockstep.train.StoppedWaitingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks the executors of an application run at once. */
public final class Slots {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(100);

    private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

    private Slots() {}

    /** The slots of the executors that are registered now, at least 1. */
    static int now(JavaSparkContext spark) {
        return Math.max(1, registered(spark));
    }

    /** The same, or 0 where no executor is registered. */
    static int registered(JavaSparkContext spark) {
        SparkContext context = spark.sc();
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /** The slots to ask for: those that there will be, or, where Spark starts executors as they are needed, one for each shard. */
    static int wanted(JavaSparkContext spark, int shards) {
        SparkConf conf = spark.getConf();
        if (spark.isLocal() || !conf.getBoolean(DYNAMIC, false)) {
            return settled(spark);
        }
        long most = (long) conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE)
                * Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
        return (int) Math.min(shards, most);
    }

    /**
     * Waits until there is a slot.
     *
     * @throws ResourcesException if none has come in this time
     * @throws StoppedWaitingException if training is stopped before
     */
    static void require(JavaSparkContext spark, Duration timeout, Waiting waiting) {
        if (registered(spark) > 0) {
            return;
        }
        // Where executors are started as they are needed, it takes a task to need one.
        JavaFutureAction<Long> task = spark.parallelize(List.of(1), 1).countAsync();
        boolean settled = until(timeout, () -> task.isDone() || waiting.isOver());
        if (!task.isDone()) {
            task.cancel(true);
        }
        waiting.throwIfOver();
        if (!settled) {
            throw missing(spark.getConf(), timeout);
        }
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("no task can run", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Says what executors ask for, which is all that can be known here of why none comes. */
    static ResourcesException missing(SparkConf conf, Duration timeout) {
        String cores = conf.get("spark.executor.cores", "");
        return new ResourcesException("no executor came within " + Durations.text(timeout) + ": each asks for "
                + conf.get("spark.executor.memory", "1g") + " of memory (spark.executor.memory)"
                + (cores.isEmpty() ? "" : " and " + cores + " cores (spark.executor.cores)")
                + " on one machine of " + conf.get("spark.master", "the cluster")
                + "; see whether that is there and free, ask for less, or raise trainer.placement_timeout");
    }

    /**
     * The slots that the application will have: executors × cores where both are configured; otherwise those registered,
     * once no more have come for 3 seconds, or 30 seconds have passed. The default of the number of shards.
     */
    public static int settled(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return now(spark);
        }
        SparkConf conf = spark.getConf();
        int instances = conf.getInt("spark.executor.instances", 0);
        int cores = conf.getInt("spark.executor.cores", 0);
        if (instances > 0 && cores > 0 && !conf.getBoolean(DYNAMIC, false)) {
            return instances * Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
        }
        return waitUntilQuiet(spark);
    }

    private static int waitUntilQuiet(JavaSparkContext spark) {
        long start = System.nanoTime();
        long changed = start;
        int slots = registered(spark);
        while (System.nanoTime() - start < LONGEST.toNanos()
                && (slots == 0 || System.nanoTime() - changed < QUIET.toNanos())) {
            sleep();
            int next = registered(spark);
            if (next != slots) {
                slots = next;
                changed = System.nanoTime();
            }
        }
        return Math.max(1, slots);
    }

    /** Waits until something is so, and returns whether it was in this time. */
    static boolean until(Duration time, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > time.toNanos()) {
                return false;
            }
            sleep();
        }
        return true;
    }

    /** Waits for a moment. */
    static void sleep() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for executors", e);
    }
}

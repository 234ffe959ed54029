package dev.lockstep.spark;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks the executors of an application run at once. */
public final class Slots {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(100);

    private Slots() {}

    /** The slots of the executors that are registered now, at least 1. */
    static int now(JavaSparkContext spark) {
        SparkContext context = spark.sc();
        return Math.max(
                1,
                context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile()));
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
        if (instances > 0 && cores > 0 && !conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
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

    private static int registered(JavaSparkContext spark) {
        // The status tracker counts the driver as well.
        return spark.sc().statusTracker().getExecutorInfos().length <= 1 ? 0 : now(spark);
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for executors", e);
        }
    }
}

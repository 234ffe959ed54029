package dev.lockstep.spark;

import dev.lockstep.spark.ResidentRunner.Settings;
import dev.lockstep.spark.ResidentRunner.Workplace;
import dev.lockstep.train.Split;
import dev.lockstep.train.StoppedWaitingException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** What is done between a generation that failed and the next one: waiting for slots, and making lost chunks again. */
final class Recovery {
    /** How long slots that were lost may take to come back: those of a new executor take 3 to 5 seconds. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(200);

    private final JavaSparkContext spark;
    private final Workplace workplace;
    private final Settings settings;
    private final String owner;
    private final ClusterWatch watch;
    private final Waiting waiting;

    Recovery(
            JavaSparkContext spark,
            Workplace workplace,
            Settings settings,
            String owner,
            ClusterWatch watch,
            Waiting waiting) {
        this.spark = spark;
        this.workplace = workplace;
        this.settings = settings;
        this.owner = owner;
        this.watch = watch;
        this.waiting = waiting;
    }

    /**
     * Waits for the slots that there were, a little, and brings missing chunks back into the cache.
     *
     * @param lost the executor that was lost, if one was
     * @return the slots that there are
     * @throws ResourcesException if there is no executor any more, and none comes
     * @throws StoppedWaitingException if training is stopped before
     */
    int recover(Optional<String> lost, int slotsBefore) {
        Slots.until(
                GRACE,
                () -> waiting.isOver()
                        || (lost.map(watch::isRemoved).orElse(true) && Slots.registered(spark) >= slotsBefore));
        waiting.throwIfOver();
        Slots.require(spark, settings.placementTimeout(), waiting);
        Map<Split, BitSet> missing = workplace.data().missing();
        if (missing.values().stream().anyMatch(numbers -> !numbers.isEmpty())) {
            materialise(missing, Math.min(slotsBefore, Slots.now(spark)));
        }
        return Math.min(slotsBefore, Slots.now(spark)); // executors come and go while chunks are made
    }

    /** By an ordinary job, which must not wait for ever when the last executor goes meanwhile. */
    private void materialise(Map<Split, BitSet> missing, int slots) {
        JobRunner runner = new JobRunner(spark, workplace.ranges(spark, slots), workplace.workbench());
        OwnJob job = new OwnJob(spark.sc(), owner, "making lost chunks again");
        job.start(() -> runner.materialise(missing), failure -> {});
        long seen = System.nanoTime();
        while (!job.endsWithin(POLL)) {
            if (Thread.currentThread().isInterrupted()) {
                job.cancel();
                throw new IllegalStateException("interrupted while lost chunks are made again");
            }
            if (waiting.isOver()) {
                job.cancel();
                waiting.throwIfOver();
            }
            if (Slots.registered(spark) > 0) {
                seen = System.nanoTime();
            } else if (System.nanoTime() - seen > settings.placementTimeout().toNanos()) {
                job.cancel();
                throw Slots.missing(spark.getConf(), settings.placementTimeout());
            }
        }
        job.failure().ifPresent(why -> {
            throw new ClusterLostException("lost chunks cannot be made again: " + ReadFaults.oneLine(why), why);
        });
    }
}

package dev.lockstep.spark;

import dev.lockstep.config.Durations;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.spark.ResidentRunner.Settings;
import dev.lockstep.spark.ResidentRunner.Workplace;
import dev.lockstep.train.StoppedWaitingException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Gets workers together: starts standing jobs, and knows how many slots there are for them. Used by the training thread.
 *
 * <p>A standing job asks for slots by having tasks for them: where Spark starts executors as they are needed, waiting tasks are the need.
 * When not all have come in time, the next standing job is cut for those that have.
 */
final class Muster {
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private final JavaSparkContext spark;
    private final Workplace workplace;
    private final Settings settings;
    private final Exchange exchange;
    private final ClusterWatch watch;
    private final Waiting waiting;
    private final Traffic traffic = new Traffic();
    private int slots;
    private int slotsTried;
    private long generations;

    Muster(
            JavaSparkContext spark,
            Workplace workplace,
            Settings settings,
            Exchange exchange,
            ClusterWatch watch,
            Waiting waiting) {
        this.spark = spark;
        this.workplace = workplace;
        this.settings = settings;
        this.exchange = exchange;
        this.watch = watch;
        this.waiting = waiting;
        this.slots = settings.slots();
    }

    /** What all standing jobs have sent and received. */
    Traffic traffic() {
        return traffic;
    }

    /** For how many slots standing jobs are cut now. */
    int slots() {
        return slots;
    }

    /** From now on standing jobs are cut for so many slots. */
    void ask(int wanted) {
        slots = wanted;
    }

    /** Whether there are slots that were not there before and are of use; from now on standing jobs are cut for them. */
    boolean findsMoreSlots() {
        int now = Slots.now(spark);
        if (now <= slotsTried || length(now) >= length(slots)) {
            return false;
        }
        slots = now;
        return true;
    }

    private int length(int slots) {
        return ReductionTree.rangeLength(workplace.shards(), slots);
    }

    /**
     * Starts standing jobs until one has all of its workers, and waits for slots as long as there are executors.
     *
     * @param started is told of each job
     * @throws EndedException if a generation ends before it has its workers
     * @throws StoppedWaitingException if training is stopped before
     * @throws ResourcesException if there is no executor
     */
    void gather(Consumer<Standing> started) throws EndedException {
        awaitOthers();
        int inVain = 0;
        while (true) {
            int before = Slots.now(spark);
            Standing next = start();
            started.accept(next);
            if (waiting.isOver()) { // told before there was this generation to end
                next.generation().endIfGathering(new StoppedWaitingException());
            }
            stepAsideIfAwaited(next.generation());
            if (next.generation().gathered(settings.placementTimeout())) {
                slotsTried = Math.max(slots, inVain);
                return;
            }
            next.dismiss();
            tellOfFew(next.generation());
            inVain = before; // those that came meanwhile have not had all of the time
            if (next.generation().present() > 0) {
                slots = next.generation().present();
            }
        }
    }

    /** A job of somebody else's is told of once, when it begins, which may have been before there was this generation to tell. */
    private void stepAsideIfAwaited(Generation generation) {
        if (!isAlone() && generation.ranges() >= Slots.now(spark)) {
            generation.stepAside();
        }
    }

    private Standing start() {
        ShardRdd ranges = workplace.ranges(spark, slots);
        Generation next = new Generation(++generations, ranges.ranges(), spark.isLocal(), traffic);
        exchange.use(next);
        WorkerLoop.Post post = new WorkerLoop.Post(exchange.name(), next.number(), workplace.shards());
        JobRunner runner = new JobRunner(spark, ranges, workplace.workbench());
        OwnJob job = new OwnJob(spark.sc(), exchange.name(), "workers, generation " + next.number());
        job.start(() -> runner.run(new RangeFunction.Stand(workplace.workbench(), post)), next::jobEnded);
        return new Standing(next, job);
    }

    private void tellOfFew(Generation generation) {
        String waited = Durations.text(settings.placementTimeout());
        if (generation.present() > 0) {
            settings.warnings()
                    .accept("after " + waited + ", " + generation.present() + " of the " + generation.ranges()
                            + " tasks asked for have a slot: going on with these");
        } else if (Slots.registered(spark) == 0) {
            throw Slots.missing(spark.getConf(), settings.placementTimeout());
        } else {
            settings.warnings()
                    .accept("for " + waited + ", other tasks of this application have had all slots: still waiting");
        }
    }

    /** Lets those finish who have started a Spark job of their own: of slots that a standing job has, they would not see one. */
    private void awaitOthers() {
        boolean takesAll = workplace.ranges(spark, slots).ranges() >= Slots.now(spark);
        if (!takesAll || Slots.until(MOMENT, this::isAloneOrStopped)) {
            waiting.throwIfOver();
            return;
        }
        watch.forgetEndedJobs();
        watch.otherJob()
                .ifPresent(job -> settings.warnings()
                        .accept("training waits for Spark's job " + job
                                + ", which somebody else started in this application"));
        while (!Slots.until(MOMENT, this::isAloneOrStopped)) {
            watch.forgetEndedJobs();
        }
        waiting.throwIfOver();
    }

    private boolean isAloneOrStopped() {
        return isAlone() || waiting.isOver();
    }

    private boolean isAlone() {
        return watch.otherJob().isEmpty();
    }
}

package dev.lockstep.spark;

import dev.lockstep.train.StoppedWaitingException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Workers that stay: one standing Spark job, with a task for each range of shards, whose tasks ask the driver for one question after
 * the other ({@link Generation} has the protocol). A step costs two messages for each executor, and no Spark job.
 *
 * <p><b>Generations.</b> A standing job is a generation. A failed task or a lost executor ends it: all workers are sent home, so that Spark
 * has the slots to make again what was lost, an ordinary job brings missing chunks back into the cache, and the next generation goes on
 * with the question that is open, with the slots there are. What is summed does not depend on any of this. Where there are more slots
 * than before, a new generation takes them at the beginning of the next epoch.
 *
 * <p><b>Others.</b> A standing job may hold all slots of the application. When somebody else starts a Spark job then, the generation
 * ends as soon as no question is open, and the next one waits until that job is done.
 */
final class ResidentRunner implements Runner {
    private static final Pattern LOCAL_FAILURES = Pattern.compile("local\\[[^,]*,\\s*(\\d+)\\s*]");

    private final JavaSparkContext spark;
    private final Exchange exchange;
    private final ClusterWatch watch;
    private final Settings settings;
    private final Muster muster;
    private final Recovery recovery;
    private final Slicing slicing;
    private final Waiting waiting = new Waiting();
    private Optional<Asked> last = Optional.empty();
    private volatile Optional<Standing> standing = Optional.empty();
    private long questions;
    private long reduceNanos;

    private ResidentRunner(JavaSparkContext spark, Workplace workplace, Settings settings) {
        this.spark = spark;
        this.exchange = Exchange.open(spark.isLocal());
        this.watch = ClusterWatch.start(spark.sc(), exchange.name(), new ClusterWatch.Listener() {
            @Override
            public void executorLost(String executor) {
                standing.ifPresent(now -> now.generation().executorLost(executor));
            }

            @Override
            public void otherJobBegan() {
                standing.filter(now -> now.generation().ranges() >= Slots.now(spark))
                        .ifPresent(now -> now.generation().stepAside());
            }
        });
        this.settings = settings;
        this.muster = new Muster(spark, workplace, settings, exchange, watch, waiting);
        this.recovery = new Recovery(spark, workplace, settings, exchange.name(), watch, waiting);
        this.slicing = new Slicing(spark, workplace.shards(), muster.traffic(), settings.warnings());
    }

    /**
     * How a runner runs.
     *
     * @param slots to ask for at first
     * @param placementTimeout how long they may take to come
     * @param warnings hears of what takes long, or is lost, in one line
     */
    record Settings(int slots, Duration placementTimeout, Consumer<String> warnings) {}

    /** What is worked on, and where. */
    record Workplace(ChunkedData data, int shards, Broadcast<Workbench> workbench, Placement placement) {
        /** The ranges into which shards are divided for so many slots. */
        ShardRdd ranges(JavaSparkContext spark, int slots) {
            return new ShardRdd(spark.sc(), data.chunks().values(), shards, slots, placement);
        }
    }

    /**
     * A runner that has no standing job yet.
     *
     * @throws LinkageError if this Spark's RPC is another than the one that we know
     */
    static ResidentRunner open(JavaSparkContext spark, Workplace workplace, Settings settings) {
        return new ResidentRunner(spark, workplace, settings);
    }

    @Override
    public <T> T ask(float[] theta, Question<T> question) {
        try {
            return patiently(theta, question);
        } catch (Exception e) { // Scala throws checked ones, too, without declaring them
            ClusterLostException.throwIfStopped(spark, e);
            throw e;
        }
    }

    private <T> T patiently(float[] theta, Question<T> question) {
        for (int failures = 0; ; ) {
            try {
                return ask(generationFor(question), theta, question);
            } catch (EndedException e) {
                dismiss();
                if (e.why().isPresent()) {
                    waiting.throwIfOver();
                    failures++;
                    if (failures >= patience() || spark.sc().isStopped()) {
                        throw givenUp(failures, e.why().get());
                    }
                    recover(e.lost(), e.why().get());
                }
            }
        }
    }

    /** Whoever watches the run sees steps that take long, and is told why. */
    private void recover(Optional<String> lost, Throwable why) {
        int before = muster.slots();
        settings.warnings()
                .accept(ReadFaults.oneLine(why) + ": making again what is missing, and going on at the same step");
        int now = recovery.recover(lost, before);
        muster.ask(now);
        if (now < before) {
            settings.warnings()
                    .accept("going on with " + now + " of " + before
                            + " slots; others are used from the next epoch on, if they come");
        }
    }

    private <T> T ask(Generation generation, float[] theta, Question<T> question) throws EndedException {
        long before = generation.reduceNanos();
        long number = ++questions;
        Optional<float[]> known =
                last.filter(asked -> generation.hasWeightsOf(asked.question())).map(Asked::theta);
        try (Weights weights = Weights.send(spark, theta, generation.executors(), known)) {
            T sum = slicing.ask(generation, number, question, weights);
            last = Optional.of(new Asked(number, theta));
            return sum;
        } finally {
            reduceNanos += generation.reduceNanos() - before;
        }
    }

    private Generation generationFor(Question<?> question) throws EndedException {
        if (standing.isPresent()) {
            Generation last = standing.get().generation();
            last.throwIfFailed();
            if (last.isOver() || (beginsEpoch(question) && muster.findsMoreSlots())) {
                dismiss();
            }
        }
        if (standing.isEmpty()) {
            muster.gather(now -> standing = Optional.of(now));
        }
        return standing.orElseThrow().generation();
    }

    private static boolean beginsEpoch(Question<?> question) {
        return question instanceof Question.Gradient gradient && gradient.step().index() == 0;
    }

    private void dismiss() {
        standing.ifPresent(Standing::dismiss);
        standing = Optional.empty();
    }

    /** How many generations in a row may end before a question is answered: as many as Spark lets attempts at a task fail. */
    private int patience() {
        if (!spark.isLocal()) {
            return spark.getConf().getInt("spark.task.maxFailures", 4);
        }
        Matcher failures = LOCAL_FAILURES.matcher(spark.master());
        return failures.matches() ? Integer.parseInt(failures.group(1)) : 1;
    }

    private RuntimeException givenUp(int failures, Throwable why) {
        if (spark.isLocal() && why instanceof Error error) {
            throw error;
        }
        if (spark.isLocal() && why instanceof RuntimeException same) {
            return same;
        }
        return new ClusterLostException(
                "workers failed " + failures + (failures == 1 ? " time" : " times in a row")
                        + " before a step was done, lastly: "
                        + ReadFaults.oneLine(why)
                        + "; see the executors' logs, and start again",
                why);
    }

    @Override
    public void stopWaiting() {
        waiting.end();
        standing.ifPresent(now -> now.generation().endIfGathering(new StoppedWaitingException()));
    }

    /** What was sent to workers and received from them. */
    Traffic traffic() {
        return muster.traffic();
    }

    @Override
    public long reduceNanos() {
        return reduceNanos;
    }

    @Override
    public void close() {
        dismiss();
        exchange.close();
        watch.stop();
    }

    /** The weights of the last question, which nobody writes to before the next one is answered. */
    private static final class Asked {
        private final long question;
        private final float[] theta;

        Asked(long question, float[] theta) {
            this.question = question;
            this.theta = theta;
        }

        long question() {
            return question;
        }

        float[] theta() {
            return theta;
        }
    }
}

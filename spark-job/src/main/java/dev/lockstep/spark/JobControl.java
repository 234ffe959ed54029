package dev.lockstep.spark;

import dev.lockstep.checkpoint.RunFacts;
import dev.lockstep.numeric.Secrets;
import dev.lockstep.spark.JobListener.Phase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What a job is at, how long that took, and how it is ended from outside. Used by one thread, but for {@link #stop}. */
final class JobControl implements JobListener {
    private static final double NANOS = 1e9;

    private final SparkSession spark;
    private final List<? extends JobListener> listeners;
    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
    private final String tag = "lockstep-" + Integer.toHexString(System.identityHashCode(this));
    private volatile boolean stopping;
    private volatile Optional<Runnable> trainer = Optional.empty();
    private Phase phase = Phase.READING;
    private long phaseStart;

    JobControl(SparkSession spark, List<? extends JobListener> listeners) {
        this.spark = spark;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Runs the work so that {@link #stop} reaches it.
     *
     * @throws CancellationException if it was stopped before training
     */
    <T> T run(Supplier<T> work) {
        spark.sparkContext().addJobTag(tag);
        try {
            return work.get();
        } catch (Exception e) { // Spark throws checked ones, too, without declaring them
            if (stopping && trainer.isEmpty() && !(e instanceof CancellationException)) {
                throw cancelled(e);
            }
            throw e;
        } finally {
            spark.sparkContext().removeJobTag(tag);
        }
    }

    /** From any thread: the training under way ends after its step; before training, Spark's jobs are cancelled. */
    void stop() {
        stopping = true;
        trainer.ifPresentOrElse(Runnable::run, () -> spark.sparkContext().cancelJobsWithTag(tag));
    }

    /** Whether {@link #stop} was called. */
    boolean isStopping() {
        return stopping;
    }

    /**
     * From now on it is what trains on this run that {@link #stop} stops. A stop that came before is to be asked for after this.
     *
     * @param trainer how to stop it after the step under way
     */
    void use(PreparedRun run, Runnable trainer) {
        this.trainer = Optional.of(() -> {
            trainer.run();
            run.stopWaiting(); // afterwards: whoever waits no longer shall find itself stopped
        });
    }

    /**
     * Begins a phase.
     *
     * @throws CancellationException if the job was stopped, and there is no trainer to end it as it should be
     */
    @Override
    public void phase(Phase next) {
        endPhase();
        if (stopping && trainer.isEmpty()) {
            throw cancelled(null);
        }
        phase = next;
        phaseStart = System.nanoTime();
        listeners.forEach(listener -> listener.phase(next));
    }

    @Override
    public void warning(String line) {
        String shown = Secrets.mask(line);
        listeners.forEach(listener -> listener.warning(shown));
    }

    @Override
    public void prepared(PreparedData data) {
        listeners.forEach(listener -> listener.prepared(data));
    }

    @Override
    public void facts(RunFacts facts) {
        listeners.forEach(listener -> listener.facts(facts));
    }

    void endPhase() {
        if (phaseStart != 0) {
            seconds.put(phase, (System.nanoTime() - phaseStart) / NANOS);
        }
    }

    /** That each phase took until now. */
    Map<Phase, Double> seconds() {
        return seconds;
    }

    static CancellationException cancelled(@Nullable Throwable cause) {
        CancellationException cancelled = new CancellationException("stopped before training");
        cancelled.initCause(cause);
        return cancelled;
    }
}

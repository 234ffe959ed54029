package dev.lockstep.spark;

import dev.lockstep.checkpoint.Checkpoint;
import dev.lockstep.checkpoint.Checkpointing;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.Snapshot;
import dev.lockstep.train.Split;
import dev.lockstep.train.StoppedWaitingException;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingMethod;
import dev.lockstep.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.spark.sql.SparkSession;

/**
 * A whole run: reads the rows, prepares, shuffles and packs them, trains, and scores the test rows once with the best weights.
 * Prints nothing and writes no files: listeners hear how it goes, and the outcome holds the rest.
 *
 * <pre>{@code
 * RunConfig config = RunConfigs.read(Path.of("run.yaml"), System.getenv(), List.of());
 * try (SparkSession spark = SparkSessions.open("my application", new SparkConf())) {
 *     TrainingOutcome outcome = new TrainingJob(config, spark).run();
 *     outcome.model().save(new LocalFolder(Path.of("models/first")));
 * }
 * }</pre>
 */
public final class TrainingJob {
    private final RunConfig config;
    private final SparkSession spark;
    private final List<JobListener> listeners;
    private final JobControl control;
    private final Optional<SavedRun> saved;

    public TrainingJob(RunConfig config, SparkSession spark) {
        this(config, spark, List.of());
    }

    public TrainingJob(RunConfig config, SparkSession spark, List<? extends JobListener> listeners) {
        this(config, spark, listeners, Optional.empty());
    }

    /** A job that saves itself while it trains, and goes on from where it was saved. */
    public TrainingJob(RunConfig config, SparkSession spark, List<? extends JobListener> listeners, SavedRun saved) {
        this(config, spark, listeners, Optional.of(saved));
    }

    private TrainingJob(
            RunConfig config, SparkSession spark, List<? extends JobListener> listeners, Optional<SavedRun> saved) {
        this.config = config;
        this.spark = spark;
        this.listeners = List.copyOf(listeners);
        this.control = new JobControl(spark, listeners);
        this.saved = saved;
    }

    /**
     * Runs the job, once.
     *
     * @throws ConfigException if the configuration does not fit the data
     * @throws DataException if the data cannot be used
     * @throws DivergedException if the loss stops being finite
     * @throws ResumeRefusedException if the data is not that of what was saved
     * @throws CancellationException if {@link #stop} was called before training began
     */
    public TrainingOutcome run() {
        return control.run(() -> {
            try (PreparedRun run = PreparedRun.open(spark, withSavedShards(), control)) {
                control.prepared(run.data());
                return train(run);
            }
        });
    }

    /**
     * Ends the job, from any thread. Training ends after the step under way, and the best weights so far are the outcome;
     * before training, nothing is: {@link #run} throws.
     */
    public void stop() {
        control.stop();
    }

    /** What S was decides the bits; where the configuration leaves it open, it stays. */
    private RunConfig withSavedShards() {
        return config.trainer().shards().isPresent()
                ? config
                : saved.flatMap(SavedRun::from)
                        .map(from -> config.withShards(from.facts().shards()))
                        .orElse(config);
    }

    private TrainingOutcome train(PreparedRun run) {
        control.phase(Phase.TRAINING);
        if (saved.isEmpty()) {
            return train(run, listeners, Optional.empty());
        }
        try (Checkpointing saving = saved.get().checkpointing(run, config, spark, control)) {
            List<TrainingListener> hearing = new ArrayList<>(List.of(saving)); // first: it takes the right to write
            hearing.addAll(listeners);
            TrainingOutcome outcome = train(run, hearing, saved.get().from().map(Checkpoint::snapshot));
            saving.requireLease();
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if the run was stopped while there was nobody to score the rows: the model is there all the same. */
    private static Optional<Evaluation> test(PreparedRun run, TrainingResult result) {
        try {
            return Optional.of(run.evaluate(result.bestWeights(), Split.TEST));
        } catch (StoppedWaitingException e) {
            return Optional.empty();
        }
    }

    private TrainingOutcome train(PreparedRun run, List<? extends TrainingListener> hearing, Optional<Snapshot> from) {
        TrainingMethod trainer = run.plan().trainer(config, hearing);
        control.use(run, trainer::stop);
        if (control.isStopping()) { // it may have been asked for before there was a trainer to ask
            throw JobControl.cancelled(null);
        }
        TrainingResult result = run.fit(trainer, from);
        Optional<Evaluation> test = Optional.empty();
        if (result.status() != TrainingResult.Status.STOPPED && run.data().rows(Split.TEST) > 0) {
            control.phase(Phase.TESTING);
            test = test(run, result);
        }
        control.endPhase();
        return new TrainingOutcome(
                result,
                run.model(result.bestWeights()),
                run.data(),
                result.best().flatMap(best -> best.validation()),
                test,
                control.seconds());
    }
}

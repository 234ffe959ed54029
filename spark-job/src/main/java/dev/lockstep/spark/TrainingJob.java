package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingMethod;
import dev.lockstep.train.TrainingResult;
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

    public TrainingJob(RunConfig config, SparkSession spark) {
        this(config, spark, List.of());
    }

    public TrainingJob(RunConfig config, SparkSession spark, List<? extends JobListener> listeners) {
        this.config = config;
        this.spark = spark;
        this.listeners = List.copyOf(listeners);
        this.control = new JobControl(spark, listeners);
    }

    /**
     * Runs the job, once.
     *
     * @throws ConfigException if the configuration does not fit the data
     * @throws DataException if the data cannot be used
     * @throws DivergedException if the loss stops being finite
     * @throws CancellationException if {@link #stop} was called before training began
     */
    public TrainingOutcome run() {
        return control.run(() -> {
            try (PreparedRun run = PreparedRun.open(spark, config, control)) {
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

    private TrainingOutcome train(PreparedRun run) {
        control.phase(Phase.TRAINING);
        TrainingMethod trainer = run.trainer(config, listeners);
        control.use(trainer);
        if (control.isStopping()) { // it may have been asked for before there was a trainer to ask
            throw JobControl.cancelled(null);
        }
        TrainingResult result = run.fit(trainer);
        Optional<Evaluation> test = Optional.empty();
        if (result.status() != TrainingResult.Status.STOPPED && run.data().rows(Split.TEST) > 0) {
            control.phase(Phase.TESTING);
            test = Optional.of(run.evaluate(result.bestWeights(), Split.TEST));
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

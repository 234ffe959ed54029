package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.Formats;
import dev.lockstep.config.LabelConfig;
import dev.lockstep.config.Lengths;
import dev.lockstep.config.RunConfig;
import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.model.ClassWeights;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Losses;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Metrics;
import dev.lockstep.model.Model;
import dev.lockstep.model.Models;
import dev.lockstep.numeric.Named;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.schedule.Schedules;
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

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
    private static final double NANOS = 1e9;

    private final RunConfig config;
    private final JavaSparkContext context;
    private final SparkSession spark;
    private final List<JobListener> listeners;
    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
    private final String tag = "lockstep-" + Integer.toHexString(System.identityHashCode(this));
    private volatile boolean stopping;
    private volatile Optional<Trainer> trainer = Optional.empty();
    private Phase phase = Phase.READING;
    private long phaseStart;

    public TrainingJob(RunConfig config, SparkSession spark) {
        this(config, spark, List.of());
    }

    public TrainingJob(RunConfig config, SparkSession spark, List<? extends JobListener> listeners) {
        this.config = config;
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.listeners = List.copyOf(listeners);
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
        spark.sparkContext().addJobTag(tag);
        try {
            return readAndTrain();
        } catch (Exception e) { // Spark throws checked ones, too, without declaring them
            if (stopping && trainer.isEmpty() && !(e instanceof CancellationException)) {
                throw cancelled(e);
            }
            throw e;
        } finally {
            spark.sparkContext().removeJobTag(tag);
        }
    }

    /**
     * Ends the job, from any thread. Training ends after the step under way, and the best weights so far are the outcome;
     * before training, nothing is: {@link #run} throws.
     */
    public void stop() {
        stopping = true;
        trainer.ifPresentOrElse(Trainer::stop, () -> spark.sparkContext().cancelJobsWithTag(tag));
    }

    private TrainingOutcome readAndTrain() {
        enter(Phase.READING);
        Loss loss = configured(
                "loss", () -> Losses.of(config.loss().name(), config.loss().settings()));
        int shards = config.trainer().shards().orElseGet(() -> Slots.settled(context));
        PackedRows rows = PackedRows.of(spark, config, loss.kind(), shards, reading());
        ShardTask task;
        try {
            task = task(loss, rows);
        } catch (Exception e) {
            rows.chunks().close();
            throw e;
        }
        try (SparkGradients gradients = SparkGradients.open(context, task, rows.chunks())) {
            PreparedData data = rows.summary();
            listeners.forEach(listener -> listener.prepared(data));
            return train(task, gradients, rows);
        }
    }

    /** Hears from the reading of rows. */
    private JobListener reading() {
        return new JobListener() {
            @Override
            public void phase(Phase next) {
                enter(next);
            }

            @Override
            public void warning(String line) {
                listeners.forEach(listener -> listener.warning(line));
            }
        };
    }

    private ShardTask task(Loss loss, PackedRows rows) {
        Target target = rows.target();
        Model model = configured(
                "model", () -> Models.of(config.model().name(), config.model().settings(), rows.width(), target, loss));
        float[] classWeights = config.classWeights()
                .map(setting -> configured("loss", () -> ClassWeights.of(setting, target, rows::classWeights)))
                .orElse(new float[0]);
        return new ShardTask(
                model, target, metrics(target), classWeights, rows.chunks().shardings());
    }

    private List<Metric> metrics(Target target) {
        return config.metrics().stream()
                .map(named -> configured("metrics", () -> {
                    Metric metric = Metrics.of(named.name(), named.settings());
                    metric.check(target);
                    return metric;
                }))
                .toList();
    }

    private TrainingOutcome train(ShardTask task, SparkGradients gradients, PackedRows rows) {
        enter(Phase.TRAINING);
        Trainer training = trainer(task, gradients.rows(Split.TRAINING));
        trainer = Optional.of(training);
        if (stopping) { // it may have been asked for before there was a trainer to ask
            throw cancelled(null);
        }
        TrainingResult result = fit(training, gradients, rows.target());
        Optional<Evaluation> test = Optional.empty();
        if (result.status() != TrainingResult.Status.STOPPED && gradients.rows(Split.TEST) > 0) {
            enter(Phase.TESTING);
            test = Optional.of(gradients.evaluate(result.bestWeights(), Split.TEST));
        }
        endPhase();
        return new TrainingOutcome(
                result,
                rows.model(config, result.bestWeights(), Versions.all()),
                rows.summary(),
                result.best().flatMap(best -> best.validation()),
                test,
                seconds);
    }

    private TrainingResult fit(Trainer training, SparkGradients gradients, Target target) {
        try {
            return training.fit(gradients);
        } catch (DivergedException e) {
            LabelConfig label = config.data().label();
            boolean unscaled = target.kind() == Target.Kind.NUMBER
                    && label.scale() instanceof Scale.None
                    && !config.data().train().format().equals(Formats.SYNTHETIC); // whose labels are what they are
            throw unscaled
                    ? e.orTry("the label with data.label: {column: " + label.column() + ", scale: standard}")
                    : e;
        }
    }

    private Trainer trainer(ShardTask task, long rows) {
        int epochs = config.trainer().epochs();
        long stepsPerEpoch = Sharding.stepsPerEpoch(rows, config.trainer().batchSize());
        long steps = stepsPerEpoch * epochs;
        Named schedule = Lengths.toSteps(config.schedule(), stepsPerEpoch, steps);
        Optional<EarlyStopping> stopping = config.patience().isPresent()
                ? Optional.of(new EarlyStopping(config.patience().getAsInt(), config.minDelta()))
                : Optional.empty();
        TrainerSettings settings = new TrainerSettings(
                epochs,
                config.trainer().batchSize(),
                config.trainer().seed(),
                config.trainer().evaluateEvery().toSteps(stepsPerEpoch, steps),
                monitor(task.metrics()),
                stopping);
        return new Trainer(
                task.model(),
                configured(
                        "optimizer",
                        () -> Optimizers.of(
                                config.optimizer().name(), config.optimizer().settings())),
                configured("schedule", () -> Schedules.of(schedule.name(), schedule.settings())),
                settings,
                List.copyOf(listeners));
    }

    private Monitor monitor(List<Metric> metrics) {
        boolean higher = metrics.stream()
                .anyMatch(metric -> config.monitor().equals("val_" + metric.name()) && metric.higherIsBetter());
        return configured("monitor", () -> new Monitor(config.monitor(), higher));
    }

    private void enter(Phase next) {
        endPhase();
        if (stopping && trainer.isEmpty()) {
            throw cancelled(null);
        }
        phase = next;
        phaseStart = System.nanoTime();
        listeners.forEach(listener -> listener.phase(next));
    }

    private void endPhase() {
        if (phaseStart != 0) {
            seconds.put(phase, (System.nanoTime() - phaseStart) / NANOS);
        }
    }

    private static CancellationException cancelled(@Nullable Throwable cause) {
        CancellationException cancelled = new CancellationException("stopped before training");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** Says which part of the configuration does not fit the data; what can be told without data was told when it was read. */
    private static <T> T configured(String key, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }
}

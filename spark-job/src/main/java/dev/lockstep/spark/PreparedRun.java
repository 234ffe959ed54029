package dev.lockstep.spark;

import dev.lockstep.checkpoint.SaveInterval;
import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.Formats;
import dev.lockstep.config.LabelConfig;
import dev.lockstep.config.Length;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunLength;
import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.model.ClassWeights;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Losses;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Metrics;
import dev.lockstep.model.Model;
import dev.lockstep.model.Models;
import dev.lockstep.model.Penalty;
import dev.lockstep.network.Libtorch;
import dev.lockstep.network.Network;
import dev.lockstep.numeric.Named;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LbfgsTrainer;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.PenalizedGradients;
import dev.lockstep.train.RangeTest;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.RangeTestSettings;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Snapshot;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingMethod;
import dev.lockstep.train.TrainingResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A run whose rows are read, packed and cached, with the gradients over them: all that trainings of one model on the same rows
 * share, one after the other.
 */
final class PreparedRun implements AutoCloseable {
    private final RunConfig config;
    private final PackedRows rows;
    private final ShardTask task;
    /** The model as it starts. */
    private final Model model;

    private final GradientSource gradients;

    private PreparedRun(RunConfig config, PackedRows rows, ShardTask task, Model model, GradientSource gradients) {
        this.config = config;
        this.rows = rows;
        this.task = task;
        this.model = model;
        this.gradients = gradients;
    }

    /**
     * Reads and packs the rows of a run.
     *
     * @param listener hears phases and warnings
     */
    static PreparedRun open(SparkSession spark, RunConfig config, JobListener listener) {
        listener.phase(Phase.READING);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Configuration hadoop = context.hadoopConfiguration();
        Slots.require(context, config.trainer().runner().placementTimeout(), new Waiting());
        Loss loss = configured(
                "loss", () -> Losses.of(config.loss().name(), config.loss().settings()));
        int shards = config.trainer().shards().orElseGet(() -> Slots.settled(context));
        PackedRows rows = PackedRows.of(
                spark,
                config,
                loss.kind(),
                shards,
                (inputs, target) -> requireComputable(model(config, inputs, target, loss, hadoop), context),
                listener);
        ShardTask task;
        Model model;
        try {
            task = task(config, loss, rows, hadoop);
            model = ReusedWeights.of(config.reuse(), task.model(), hadoop);
        } catch (Exception e) {
            rows.chunks().close();
            throw e;
        }
        GradientSource gradients = SparkGradients.open(
                context, task, rows.chunks(), config.trainer().runner(), listener::warning);
        return new PreparedRun(config, rows, task, model, penalized(gradients, config, task));
    }

    private static GradientSource penalized(GradientSource gradients, RunConfig config, ShardTask task) {
        return config.penalty().equals(Penalty.NONE)
                ? gradients
                : new PenalizedGradients(
                        gradients, config.penalty(), task.model().parameters());
    }

    /** The model of a run for such rows. */
    static Model model(RunConfig config, Inputs inputs, Target target, Loss loss, Configuration hadoop) {
        return configured(
                "model",
                () -> Models.of(
                        config.model().name(),
                        config.model().settings(),
                        inputs,
                        target,
                        loss,
                        path -> HadoopFolder.bytes(path, hadoop)));
    }

    /** Where this process computes too, what a network needs is missed before the rows are packed. */
    private static void requireComputable(Model model, JavaSparkContext context) {
        if (model instanceof Network network && context.isLocal()) {
            Libtorch.require(network.execution().device());
        }
    }

    private static ShardTask task(RunConfig config, Loss loss, PackedRows rows, Configuration hadoop) {
        Target target = rows.target();
        Model model = model(config, rows.inputs(), target, loss, hadoop);
        float[] classWeights = config.classWeights()
                .map(setting -> configured("loss", () -> ClassWeights.of(setting, target, rows::classWeights)))
                .orElse(new float[0]);
        return new ShardTask(
                        model,
                        target,
                        metrics(config, target),
                        classWeights,
                        rows.chunks().shardings())
                .withCompression(config.trainer().compression());
    }

    private static List<Metric> metrics(RunConfig config, Target target) {
        return config.metrics().stream()
                .map(named -> configured("metrics", () -> {
                    Metric metric = Metrics.of(named.name(), named.settings());
                    metric.check(target);
                    return metric;
                }))
                .toList();
    }

    PreparedData data() {
        return rows.summary();
    }

    long stepsPerEpoch() {
        return Sharding.stepsPerEpoch(
                gradients.rows(Split.TRAINING), config.trainer().batchSize());
    }

    /** A number that evaluations have, and whether more of it is better. */
    Monitor monitor(String name) {
        boolean higher = task.metrics().stream()
                .anyMatch(metric -> name.equals("val_" + metric.name()) && metric.higherIsBetter());
        return configured("monitor", () -> new Monitor(name, higher));
    }

    /**
     * What trains the model on these rows.
     *
     * @param run this one, or one that differs from it only in how it trains: optimizer, schedule, plateau, epochs
     */
    TrainingMethod trainer(RunConfig run, List<? extends TrainingListener> listeners) {
        Named optimizer = run.optimizer();
        Named start = config.reuse().frozen(optimizer);
        if (optimizer.name().equals(Lbfgs.NAME)) {
            Lbfgs lbfgs = configured("optimizer", () -> {
                Lbfgs read = Lbfgs.of(start.settings());
                read.thawed(task.model().parameters()); // now that tensors are known, groups that match none are found
                return read;
            });
            return new LbfgsTrainer(model, lbfgs, settings(run, 1), List.copyOf(listeners));
        }
        long stepsPerEpoch = stepsPerEpoch();
        Optimizer rule = rule(start);
        RunLength length = RunLength.of(run.trainer(), stepsPerEpoch, rule.gradientsPerUpdate());
        Trainer trainer = new Trainer(
                model,
                rule,
                configured("schedule", () -> length.schedule(run.schedule().orElseThrow())),
                settings(run, stepsPerEpoch),
                List.copyOf(listeners));
        long steps = Math.multiplyExact(stepsPerEpoch, (long) run.trainer().epochs());
        return config.reuse()
                .unfreezeAfter()
                .map(after -> trainer.withOptimizerFrom(unfreezingStep(after, stepsPerEpoch, steps), rule(optimizer)))
                .orElse(trainer);
    }

    private Optimizer rule(Named optimizer) {
        return configured("optimizer", () -> {
            Optimizer read = Optimizers.of(optimizer.name(), optimizer.settings());
            read.requireTensors(model.parameters()); // now that tensors are known
            return read;
        });
    }

    private static long unfreezingStep(Length after, long stepsPerEpoch, long steps) {
        long step = after.toSteps((double) stepsPerEpoch, (double) steps);
        if (step >= steps) {
            throw new ConfigException("model.unfreeze_after: after " + after + " this run of " + steps
                    + " steps is over: take a shorter time, or leave it out");
        }
        return step;
    }

    /** A range test with the run's optimizer, which is not L-BFGS. */
    RangeTest rangeTest(RangeTestSettings settings) {
        Named optimizer = config.reuse().frozen(config.optimizer());
        return new RangeTest(
                model,
                configured("optimizer", () -> Optimizers.of(optimizer.name(), optimizer.settings())),
                settings,
                config.trainer().batchSize(),
                config.trainer().seed());
    }

    RangeTestResult test(RangeTest test) {
        return test.run(gradients);
    }

    private TrainerSettings settings(RunConfig run, long stepsPerEpoch) {
        long steps = Math.multiplyExact(stepsPerEpoch, (long) run.trainer().epochs());
        Optional<EarlyStopping> stopping = run.patience().isPresent()
                ? Optional.of(new EarlyStopping(run.patience().getAsInt(), run.minDelta()))
                : Optional.empty();
        return new TrainerSettings(
                run.trainer().epochs(),
                run.trainer().batchSize(),
                run.trainer().seed(),
                run.trainer().evaluateEvery().toSteps((double) stepsPerEpoch, (double) steps),
                monitor(run.monitor()),
                stopping,
                run.plateau());
    }

    /** Ends waiting for executors, from any thread and for good. */
    void stopWaiting() {
        gradients.stopWaiting();
    }

    /** Trains, from new weights. */
    TrainingResult fit(TrainingMethod trainer) {
        return fit(trainer, Optional.empty());
    }

    /**
     * Trains, from new weights or from a snapshot of the same training.
     *
     * @throws ResumeRefusedException if the snapshot is of another one
     */
    TrainingResult fit(TrainingMethod trainer, Optional<Snapshot> from) {
        try {
            return from.isPresent() ? resumed(trainer, from.get()) : trainer.fit(gradients);
        } catch (DivergedException e) {
            LabelConfig label = config.data().label();
            boolean unscaled = rows.target().kind() == Target.Kind.NUMBER
                    && label.scale() instanceof Scale.None
                    && !config.data().train().format().equals(Formats.SYNTHETIC); // whose labels are what they are
            throw unscaled
                    ? e.orTry("the label with data.label: {column: " + label.column() + ", scale: standard}")
                    : e;
        }
    }

    private TrainingResult resumed(TrainingMethod trainer, Snapshot from) {
        try {
            return trainer.fit(gradients, from);
        } catch (IllegalArgumentException e) {
            throw new ResumeRefusedException(
                    "the checkpoint of step " + from.standing().step() + " is not of this model and optimizer: "
                            + e.getMessage() + "; go back to those, or start afresh with --overwrite",
                    e);
        }
    }

    /** How often a run like this is saved; empty if it is not. */
    Optional<SaveInterval> saveInterval() {
        long stepsPerEpoch = config.optimizer().name().equals(Lbfgs.NAME) ? 1 : stepsPerEpoch();
        long steps = Math.multiplyExact(stepsPerEpoch, (long) config.trainer().epochs());
        return config.checkpoint().map(checkpoint -> checkpoint.interval(stepsPerEpoch, steps));
    }

    /** Scores all rows of a part, which must have some. */
    Evaluation evaluate(float[] theta, Split split) {
        return gradients.evaluate(theta, split);
    }

    /** What the model is, and how rows become what it takes. */
    SavedModel saved() {
        return rows.saved(config, Versions.all());
    }

    /** The model with these weights, and all that is needed to use it on new rows. */
    TrainedModel model(float[] theta) {
        return rows.model(config, task.model(), theta, Versions.all());
    }

    @Override
    public void close() {
        gradients.close();
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

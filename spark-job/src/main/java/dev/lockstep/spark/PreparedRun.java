package dev.lockstep.spark;

import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.Formats;
import dev.lockstep.config.LabelConfig;
import dev.lockstep.config.RunConfig;
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
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.PenalizedGradients;
import dev.lockstep.train.RangeTest;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Snapshot;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingMethod;
import dev.lockstep.train.TrainingResult;
import java.util.List;
import java.util.Optional;
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
    private final TrainingPlan plan;
    private final GradientSource gradients;

    private PreparedRun(
            RunConfig config, PackedRows rows, ShardTask task, TrainingPlan plan, GradientSource gradients) {
        this.config = config;
        this.rows = rows;
        this.task = task;
        this.plan = plan;
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
        Loss loss = ConfigException.naming(
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
        long stepsPerEpoch = Sharding.stepsPerEpoch(
                gradients.rows(Split.TRAINING), config.trainer().batchSize());
        TrainingPlan plan = new TrainingPlan(config, model, task.metrics(), stepsPerEpoch);
        return new PreparedRun(config, rows, task, plan, penalized(gradients, config, task));
    }

    private static GradientSource penalized(GradientSource gradients, RunConfig config, ShardTask task) {
        return config.penalty().equals(Penalty.NONE)
                ? gradients
                : new PenalizedGradients(
                        gradients, config.penalty(), task.model().parameters());
    }

    /** The model of a run for such rows. */
    static Model model(RunConfig config, Inputs inputs, Target target, Loss loss, Configuration hadoop) {
        return ConfigException.naming(
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
                .map(setting ->
                        ConfigException.naming("loss", () -> ClassWeights.of(setting, target, rows::classWeights)))
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
                .map(named -> ConfigException.naming("metrics", () -> {
                    Metric metric = Metrics.of(named.name(), named.settings());
                    metric.check(target);
                    return metric;
                }))
                .toList();
    }

    PreparedData data() {
        return rows.summary();
    }

    /** How to train on these rows. */
    TrainingPlan plan() {
        return plan;
    }

    RangeTestResult test(RangeTest test) {
        return test.run(gradients);
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
}

package dev.lockstep.spark;

import dev.lockstep.checkpoint.SaveInterval;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.Length;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunLength;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.Named;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.LbfgsTrainer;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.RangeTest;
import dev.lockstep.train.RangeTestSettings;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingMethod;
import java.util.List;
import java.util.Optional;

/** How the model of a run is trained: optimizer, schedule and settings, made of the configuration now that the rows are known. */
final class TrainingPlan {
    private final RunConfig config;
    /** As it starts. */
    private final Model model;

    private final List<Metric> metrics;
    private final long stepsPerEpoch;

    /**
     * The plan of a run.
     *
     * @param model as it starts
     * @param metrics of evaluations
     */
    TrainingPlan(RunConfig config, Model model, List<Metric> metrics, long stepsPerEpoch) {
        this.config = config;
        this.model = model;
        this.metrics = List.copyOf(metrics);
        this.stepsPerEpoch = stepsPerEpoch;
    }

    long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** A number that evaluations have, and whether more of it is better. */
    Monitor monitor(String name) {
        boolean higher =
                metrics.stream().anyMatch(metric -> name.equals("val_" + metric.name()) && metric.higherIsBetter());
        return ConfigException.naming("monitor", () -> new Monitor(name, higher));
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
            Lbfgs lbfgs = ConfigException.naming("optimizer", () -> {
                Lbfgs read = Lbfgs.of(start.settings());
                read.thawed(model.parameters()); // now that tensors are known, groups that match none are found
                return read;
            });
            return new LbfgsTrainer(model, lbfgs, settings(run), List.copyOf(listeners));
        }
        Optimizer rule = rule(start);
        RunLength length = RunLength.of(run.trainer(), stepsPerEpoch, rule.gradientsPerUpdate());
        Trainer trainer = new Trainer(
                model,
                rule,
                ConfigException.naming(
                        "schedule", () -> length.schedule(run.schedule().orElseThrow())),
                settings(run),
                List.copyOf(listeners));
        long steps = steps(run);
        return config.reuse()
                .unfreezeAfter()
                .map(after -> trainer.withOptimizerFrom(unfreezingStep(after, steps), rule(optimizer)))
                .orElse(trainer);
    }

    private Optimizer rule(Named optimizer) {
        return ConfigException.naming("optimizer", () -> {
            Optimizer read = Optimizers.of(optimizer.name(), optimizer.settings());
            read.requireTensors(model.parameters()); // now that tensors are known
            return read;
        });
    }

    private long unfreezingStep(Length after, long steps) {
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
                ConfigException.naming("optimizer", () -> Optimizers.of(optimizer.name(), optimizer.settings())),
                settings,
                config.trainer().batchSize(),
                config.trainer().seed());
    }

    private TrainerSettings settings(RunConfig run) {
        long each = stepsPerEpochOf(run);
        Optional<EarlyStopping> stopping = run.patience().isPresent()
                ? Optional.of(new EarlyStopping(run.patience().getAsInt(), run.minDelta()))
                : Optional.empty();
        return new TrainerSettings(
                run.trainer().epochs(),
                run.trainer().batchSize(),
                run.trainer().seed(),
                run.trainer().evaluateEvery().toSteps((double) each, (double) steps(run)),
                monitor(run.monitor()),
                stopping,
                run.plateau());
    }

    /** How often a run like this is saved; empty if it is not. */
    Optional<SaveInterval> saveInterval() {
        return config.checkpoint().map(checkpoint -> checkpoint.interval(stepsPerEpochOf(config), steps(config)));
    }

    private long steps(RunConfig run) {
        return Math.multiplyExact(stepsPerEpochOf(run), (long) run.trainer().epochs());
    }

    /** L-BFGS takes all rows in every step. */
    private long stepsPerEpochOf(RunConfig run) {
        return run.optimizer().name().equals(Lbfgs.NAME) ? 1 : stepsPerEpoch;
    }
}

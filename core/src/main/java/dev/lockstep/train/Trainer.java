package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import dev.lockstep.optim.GradientNorms;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.schedule.LearningRateSchedule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The training loop of optimizers, written once against {@link GradientSource}. What it computes depends on its arguments and
 * the source's bits alone; the clock is for reports.
 */
public final class Trainer implements TrainingMethod {
    private final Model model;
    private final Phases phases;
    private final LearningRateSchedule schedule;
    private final TrainerSettings settings;
    private final List<TrainingListener> listeners;
    private final LongSupplier nanoTime;
    private volatile boolean stopped;

    public Trainer(
            Model model,
            Optimizer optimizer,
            LearningRateSchedule schedule,
            TrainerSettings settings,
            List<TrainingListener> listeners) {
        this(model, optimizer, schedule, settings, listeners, System::nanoTime);
    }

    Trainer(
            Model model,
            Optimizer optimizer,
            LearningRateSchedule schedule,
            TrainerSettings settings,
            List<TrainingListener> listeners,
            LongSupplier nanoTime) {
        this(model, Phases.of(optimizer), schedule, settings, listeners, nanoTime);
    }

    private Trainer(
            Model model,
            Phases phases,
            LearningRateSchedule schedule,
            TrainerSettings settings,
            List<TrainingListener> listeners,
            LongSupplier nanoTime) {
        this.model = model;
        this.phases = phases;
        this.schedule = schedule;
        this.settings = settings;
        this.listeners = List.copyOf(listeners);
        this.nanoTime = nanoTime;
    }

    /**
     * The same training, but for another optimizer from some step on: it goes on from the weights that the first one would save,
     * with slots of its own, all of them new. So tensors may be frozen until then.
     *
     * @param step counted from 0, at least 1
     */
    public Trainer withOptimizerFrom(long step, Optimizer other) {
        return new Trainer(model, new Phases(phases.first(), other, step), schedule, settings, listeners, nanoTime);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public TrainingResult fit(GradientSource source) {
        return fit(source, Optional.empty());
    }

    @Override
    public TrainingResult fit(GradientSource source, Snapshot from) {
        return fit(source, Optional.of(from));
    }

    private TrainingResult fit(GradientSource source, Optional<Snapshot> from) {
        long stepsPerEpoch = Sharding.stepsPerEpoch(source.rows(Split.TRAINING), settings.batchSize());
        TrainingStart start = TrainingStart.of(settings, model, source, stepsPerEpoch, from);
        TrainingState state = from.map(this::state).orElseGet(this::firstState);
        MeanGradient mean = new MeanGradient(model.parameters(), state.slots().trainable());
        Evaluator evaluator = from.map(snapshot -> new Evaluator(settings, snapshot))
                .orElseGet(() -> new Evaluator(settings, start.weights()));
        Interval interval = new Interval(
                nanoTime, from.map(snapshot -> snapshot.standing().sums()).orElse(IntervalSums.START));
        tell(listener -> listener.started(start));

        boolean over = isOver(start, state, evaluator);
        while (!over) {
            if (state.step() == phases.from()) {
                state.goOn(phases.then(), newSlots(phases.then()));
                mean = new MeanGradient(model.parameters(), state.slots().trainable());
            }
            Step step = Step.of(state.step(), start.stepsPerEpoch());
            long updates = state.updates(); // a schedule counts these, whatever is accumulated for each
            double rate = rateAt(updates, state);
            Optional<GradientSum> answer = answer(source, state, step, interval);
            if (answer.isEmpty()) {
                StepEnd end = stepEnd(true, state, evaluator, interval);
                tell(listener -> listener.between(end));
                break;
            }
            GradientSum sum = answer.get();
            double norm = 0;
            if (sum.weight() != 0) { // rows that all weigh nothing teach nothing
                GradientNorms norms = mean.of(sum, step, rate);
                requireSmall(norms, state.optimizer(), step, rate);
                withMomentum(schedule.momentum(updates), state.optimizer())
                        .update(state.theta(), state.next(), sum.gradient(), norms, state.slots(), rate);
                norm = norms.global();
                mean.writeBuffers(sum.gradient(), state.next());
                state.swap();
            }
            state.countStep();
            StepReport report = interval.stepped(step, sum, rate, norm, schedule.momentum(updates));
            tell(listener -> listener.stepped(report));
            if (state.step() % settings.evaluateEvery() == 0 || state.step() == start.steps()) {
                Optional<EpochReport> evaluation = evaluation(source, state, report, evaluator, interval);
                if (evaluation.isEmpty()) {
                    break; // the last checkpoint stays: a step without its evaluation is none that can be gone on from
                }
                EpochReport evaluated = evaluation.get();
                look(evaluated, state);
                tell(listener -> listener.evaluated(evaluated));
            }
            over = isOver(start, state, evaluator); // once: what listeners are told is the last step is the last
            StepEnd end = stepEnd(over, state, evaluator, interval);
            tell(listener -> listener.between(end));
        }

        TrainingResult result = result(start, state, evaluator, interval);
        tell(listener -> listener.ended(result));
        return result;
    }

    /** Empty if training was stopped while there was nobody to answer, and there are steps to keep. */
    private Optional<GradientSum> answer(GradientSource source, TrainingState state, Step step, Interval interval) {
        try {
            return Optional.of(interval.waitFor(source, state.theta(), step));
        } catch (StoppedWaitingException e) {
            if (state.step() == 0) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Empty if training was stopped while there was nobody to evaluate. */
    private static Optional<EpochReport> evaluation(
            GradientSource source, TrainingState state, StepReport report, Evaluator evaluator, Interval interval) {
        try {
            return Optional.of(evaluator.evaluate(source, state::writeWeights, report, interval));
        } catch (StoppedWaitingException e) {
            return Optional.empty();
        }
    }

    private StepEnd stepEnd(boolean last, TrainingState state, Evaluator evaluator, Interval interval) {
        return new StepEnd(
                state.step(), last, () -> state.snapshot(model.parameters(), evaluator.best(), interval.sums()));
    }

    private TrainingState firstState() {
        return new TrainingState(model.initialWeights(settings.seed()), phases.first(), newSlots(phases.first()));
    }

    private TrainingState state(Snapshot from) {
        // Between the last step of the first optimizer and the first of the other, it is still the first one's.
        Optimizer optimizer = from.standing().step() <= phases.from() ? phases.first() : phases.then();
        return new TrainingState(from, optimizer, newSlots(optimizer));
    }

    private boolean isOver(TrainingStart start, TrainingState state, Evaluator evaluator) {
        return state.step() >= start.steps() || evaluator.patienceIsOver() || stopped;
    }

    /** With the slots of every update: a schedule may set a momentum only later on, for an optimizer that has none itself. */
    private OptimizerState newSlots(Optimizer optimizer) {
        return withMomentum(schedule.largestMomentum(), optimizer).newState(model.parameters());
    }

    private double rateAt(long update, TrainingState state) {
        double scheduled = schedule.at(update);
        return settings.plateau()
                .map(plateau -> plateau.rate(scheduled, state.plateau()))
                .orElse(scheduled);
    }

    /** Lets the plateau see an evaluation. */
    private void look(EpochReport evaluated, TrainingState state) {
        Monitor monitor = settings.monitor();
        settings.plateau()
                .ifPresent(plateau -> state.plateau(plateau.next(
                        state.plateau(),
                        monitor.value(evaluated.loss(), evaluated.validation()),
                        monitor.higherIsBetter(),
                        evaluated.learningRate())));
    }

    private static Optimizer withMomentum(OptionalDouble momentum, Optimizer optimizer) {
        return momentum.isPresent() ? optimizer.withMomentum(momentum.getAsDouble()) : optimizer;
    }

    private TrainingResult result(TrainingStart start, TrainingState state, Evaluator evaluator, Interval interval) {
        boolean completed = state.step() >= start.steps();
        TrainingResult.Status status = completed
                ? TrainingResult.Status.COMPLETED
                : evaluator.patienceIsOver() ? TrainingResult.Status.STOPPED_EARLY : TrainingResult.Status.STOPPED;
        // A new array: workers may still be reading any of the others.
        float[] weights = new float[start.weights()];
        state.writeWeights(weights);
        if (evaluator.best().report().isEmpty() && state.step() > 0) {
            requireFinite(weights, Step.of(state.step() - 1, start.stepsPerEpoch()));
        }
        return new TrainingResult(
                new Ending(status),
                start.stepsPerEpoch(),
                state.step(),
                interval.gradients(),
                interval.seconds(),
                evaluator.best(),
                weights);
    }

    /** What an optimizer's slots cannot hold would be NaN in the weights one update later. */
    private static void requireSmall(GradientNorms norms, Optimizer optimizer, Step step, double rate) {
        if (norms.global() > optimizer.largestNorm()) {
            throw new DivergedException("the gradient became too large to be squared", step, rate);
        }
    }

    /** No gradient is taken after the last update, and without a finite evaluation there is no better state to go back to. */
    private void requireFinite(float[] weights, Step last) {
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                throw new DivergedException("the weights are no longer finite", last, schedule.at(last.number()));
            }
        }
    }

    private void tell(Consumer<TrainingListener> event) {
        listeners.forEach(event);
    }
}

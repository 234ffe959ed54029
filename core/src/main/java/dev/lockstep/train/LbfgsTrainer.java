package dev.lockstep.train;

import dev.lockstep.data.BadDataException;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.schedule.PlateauState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Training by {@link Lbfgs}: every gradient is of all training rows, and every iteration is an epoch and a step, in which each row
 * is visited as often as its line search needs. What it computes depends on its arguments and the source's bits alone.
 *
 * <p>Reports of an iteration have the loss and the gradient of the weights it ends with, and how far along the direction it went as
 * learning rate. Gradients that are drawn (of models with dropout) are drawn alike every time, so that there is one function.
 */
public final class LbfgsTrainer implements TrainingMethod {
    private final Model model;
    private final Lbfgs lbfgs;
    private final TrainerSettings settings;
    private final List<TrainingListener> listeners;
    private final LongSupplier nanoTime;
    private volatile boolean stopped;

    /** The batch size of the settings counts for nothing, and their epochs are the most iterations. */
    public LbfgsTrainer(Model model, Lbfgs lbfgs, TrainerSettings settings, List<TrainingListener> listeners) {
        this(model, lbfgs, settings, listeners, System::nanoTime);
    }

    LbfgsTrainer(
            Model model,
            Lbfgs lbfgs,
            TrainerSettings settings,
            List<TrainingListener> listeners,
            LongSupplier nanoTime) {
        this.model = model;
        this.lbfgs = lbfgs;
        this.settings = settings;
        this.listeners = List.copyOf(listeners);
        this.nanoTime = nanoTime;
    }

    /**
     * Ends training after the gradient under way; the best of a line search so far still is taken. What listeners can keep is the
     * training before that search, which goes on with it from its start.
     */
    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public TrainingResult fit(GradientSource source) {
        return new Run(source, Optional.empty()).toTheEnd();
    }

    @Override
    public TrainingResult fit(GradientSource source, Snapshot from) {
        return new Run(source, Optional.of(from)).toTheEnd();
    }

    /** One training under way. */
    private final class Run {
        private final GradientSource source;
        private final TrainingStart start;
        private final LbfgsState state;
        private final Evaluator evaluator;
        private final Interval interval;
        private final Optional<Snapshot> origin;
        private long step;
        private Optional<StepReport> unevaluated;
        private Optional<Ending> ending = Optional.empty();

        Run(GradientSource source, Optional<Snapshot> from) {
            this.source = source;
            this.origin = from;
            this.start = TrainingStart.of(settings, model, source, 1, from);
            this.state = from.map(snapshot -> new LbfgsState(model, lbfgs, snapshot))
                    .orElseGet(() -> new LbfgsState(model, lbfgs, settings.seed()));
            this.evaluator = from.map(snapshot -> new Evaluator(settings, snapshot))
                    .orElseGet(() -> new Evaluator(settings, start.weights()));
            this.interval = new Interval(
                    nanoTime, from.map(snapshot -> snapshot.standing().sums()).orElse(IntervalSums.START));
            this.step = start.firstStep();
            this.unevaluated = from.flatMap(snapshot -> snapshot.standing().unevaluated());
        }

        TrainingResult toTheEnd() {
            tell(listener -> listener.started(start));
            LbfgsPoint point = origin.map(LbfgsPoint::of).orElseGet(this::first);
            Convergence convergence = new Convergence(lbfgs, point.firstNorm());
            ending = step == 0 ? convergence.atStart() : convergence.after(point.lossBefore(), point.at());
            boolean over = isOver();
            while (!over) {
                LbfgsPoint before = point;
                IntervalSums sumsBefore = interval.sums();
                Trial from = state.turn(point.at());
                Optional<Trial> found = search(from);
                boolean cutShort = stopped;
                if (cutShort && step > 0) {
                    StepEnd end = new StepEnd(step, true, () -> snapshot(before, sumsBefore));
                    tell(listener -> listener.between(end));
                }
                if (found.isPresent()) {
                    point = new LbfgsPoint(found.get(), from.loss(), point.firstNorm());
                    state.move(from, point.at());
                    ending = convergence.after(from.loss(), point.at());
                    step(point.at());
                } else if (!stopped && !state.forget()) { // the gradient alone may lead down where its history does not
                    ending = Optional.of(convergence.stalled());
                }
                evaluateWhereDue();
                over = isOver();
                if (!cutShort && (found.isPresent() || (over && step > 0))) {
                    LbfgsPoint after = point;
                    // Who goes on from where no step was found looks for one again.
                    IntervalSums sums = found.isPresent() ? interval.sums() : sumsBefore;
                    StepEnd end = new StepEnd(step, over, () -> snapshot(after, sums));
                    tell(listener -> listener.between(end));
                }
            }
            TrainingResult result = new TrainingResult(
                    ending.orElseGet(this::otherEnding),
                    1,
                    step,
                    interval.gradients(),
                    interval.seconds(),
                    evaluator.best(),
                    state.theta().clone());
            tell(listener -> listener.ended(result));
            return result;
        }

        private LbfgsPoint first() {
            // A copy, for the state writes buffers to its own before the next question.
            Trial at = state.first(gradient(state.theta().clone()));
            return new LbfgsPoint(at, at.loss(), at.norm());
        }

        private boolean isOver() {
            return step >= start.steps() || ending.isPresent() || evaluator.patienceIsOver() || stopped;
        }

        private Snapshot snapshot(LbfgsPoint point, IntervalSums sums) {
            Standing standing = new Standing(
                    step,
                    step,
                    0,
                    point.numbers(),
                    PlateauState.START,
                    evaluator.best().soFar(),
                    sums,
                    unevaluated);
            return new Snapshot(
                    standing,
                    model.parameters(),
                    state.theta().clone(),
                    state.slots(point.at()),
                    evaluator.best().copiedWeights());
        }

        private GradientSum gradient(float[] weights) {
            GradientSum sum = interval.waitFor(source, weights, Step.full());
            if (sum.weight() == 0) {
                throw new BadDataException("the training rows weigh nothing: give some of them a weight above 0");
            }
            return sum;
        }

        private Optional<Trial> search(Trial from) {
            if (!(from.slope() < 0)) {
                return Optional.empty();
            }
            double first = state.hasHistory() ? 1 : 1 / from.norm();
            try {
                return search(from, first);
            } catch (StoppedWaitingException e) {
                if (step == 0) {
                    throw e;
                }
                stopped = true; // as if it had been seen between two trials
                return Optional.empty();
            }
        }

        private Optional<Trial> search(Trial from, double first) {
            return new LineSearch(
                            from,
                            alpha -> state.measured(alpha, gradient(state.trial(alpha))),
                            lbfgs.maxLineSearch(),
                            () -> stopped)
                    .from(first);
        }

        private void step(Trial at) {
            StepReport report =
                    interval.stepped(Step.of(step, 1), at.sum(), at.alpha(), at.norm(), OptionalDouble.empty());
            step++;
            unevaluated = Optional.of(report);
            tell(listener -> listener.stepped(report));
        }

        private void evaluateWhereDue() {
            boolean due = step % settings.evaluateEvery() == 0 || step >= start.steps() || ending.isPresent();
            if (due && unevaluated.isPresent()) {
                EpochReport report = evaluator.evaluate(source, state::writeWeights, unevaluated.get(), interval);
                unevaluated = Optional.empty();
                tell(listener -> listener.evaluated(report));
            }
        }

        private Ending otherEnding() {
            return new Ending(
                    step >= start.steps()
                            ? TrainingResult.Status.COMPLETED
                            : evaluator.patienceIsOver()
                                    ? TrainingResult.Status.STOPPED_EARLY
                                    : TrainingResult.Status.STOPPED);
        }
    }

    private void tell(Consumer<TrainingListener> event) {
        listeners.forEach(event);
    }
}

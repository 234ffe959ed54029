package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.optim.Optimizer;
import java.util.Optional;

/** Evaluates the weights that the optimizer stands for, keeps the best, and knows when patience is over. */
final class Evaluator {
    private final Optimizer optimizer;
    private final Monitor monitor;
    private final Best best;
    private float[] weights;

    Evaluator(Optimizer optimizer, TrainerSettings settings, int size) {
        this.optimizer = optimizer;
        this.monitor = settings.monitor();
        this.best = new Best(settings, size);
        this.weights = new float[size];
    }

    /** Evaluates after a step, and starts the next interval. */
    EpochReport evaluate(GradientSource source, TrainingState state, StepReport last, Interval interval) {
        double rowsPerSecond = interval.rowsPerSecond();
        optimizer.evaluationWeights(state.theta(), state.slots(), weights);
        Optional<Evaluation> validation = source.rows(Split.VALIDATION) == 0
                ? Optional.empty()
                : Optional.of(source.evaluate(weights, Split.VALIDATION));
        double value = monitor.value(interval.loss(), validation);
        boolean improves = best.improves(value);
        EpochReport report = interval.report(last, rowsPerSecond, validation, improves);
        if (improves) {
            weights = best.keep(value, report, weights);
        } else {
            best.pass();
        }
        interval.restart();
        return report;
    }

    boolean patienceIsOver() {
        return best.patienceIsOver();
    }

    Best best() {
        return best;
    }
}

package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import java.util.Optional;
import java.util.function.Consumer;

/** Evaluates weights, keeps the best, and knows when patience is over. */
final class Evaluator {
    private final Monitor monitor;
    private final Best best;
    private float[] weights;

    Evaluator(TrainerSettings settings, int size) {
        this(settings, new Best(settings, size), size);
    }

    /** Goes on with what a snapshot says is the best. */
    Evaluator(TrainerSettings settings, Snapshot from) {
        this(settings, new Best(settings, from), from.weights().length);
    }

    private Evaluator(TrainerSettings settings, Best best, int size) {
        this.monitor = settings.monitor();
        this.best = best;
        this.weights = new float[size];
    }

    /**
     * Evaluates after a step, and starts the next interval.
     *
     * @param writer writes the weights to evaluate into an array
     */
    EpochReport evaluate(GradientSource source, Consumer<float[]> writer, StepReport last, Interval interval) {
        double rowsPerSecond = interval.rowsPerSecond();
        writer.accept(weights);
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

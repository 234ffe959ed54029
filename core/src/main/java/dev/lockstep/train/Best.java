package dev.lockstep.train;

import java.util.Optional;
import java.util.OptionalDouble;

/** The best evaluation so far, its weights, and how long ago it was. */
final class Best {
    private final Monitor monitor;
    private final Optional<EarlyStopping> stopping;
    private final double minDelta;
    private float[] weights;
    private OptionalDouble value = OptionalDouble.empty();
    private Optional<EpochReport> report = Optional.empty();
    private int waited;

    Best(TrainerSettings settings, int size) {
        this.monitor = settings.monitor();
        this.stopping = settings.earlyStopping();
        this.minDelta = stopping.map(EarlyStopping::minDelta).orElse(0.0);
        this.weights = new float[size];
    }

    /** As a snapshot has it. */
    Best(TrainerSettings settings, Snapshot from) {
        this(settings, 0);
        BestSoFar soFar = from.standing().best();
        this.value = soFar.value();
        this.report = soFar.report();
        this.waited = soFar.waited();
        this.weights = report.isPresent() ? from.bestWeights().clone() : new float[from.weights().length];
    }

    BestSoFar soFar() {
        return new BestSoFar(value, report, waited);
    }

    /** A copy of the weights; empty before the first best. */
    float[] copiedWeights() {
        return report.isPresent() ? weights.clone() : new float[0];
    }

    /** Whether the value is better than the best by more than {@code minDelta}; what is not finite never is. */
    boolean improves(double candidate) {
        if (!Double.isFinite(candidate) || value.isEmpty()) {
            return Double.isFinite(candidate);
        }
        double gain = candidate - value.getAsDouble();
        return (monitor.higherIsBetter() ? gain : -gain) > minDelta;
    }

    /** Keeps this evaluation with its weights, and returns the array of the weights that it replaces, to be written over. */
    float[] keep(double newValue, EpochReport newReport, float[] newWeights) {
        float[] replaced = weights;
        value = OptionalDouble.of(newValue);
        report = Optional.of(newReport);
        weights = newWeights;
        waited = 0;
        return replaced;
    }

    /** Counts an evaluation that was not the best. */
    void pass() {
        waited++;
    }

    /** Whether early stopping has waited long enough. */
    boolean patienceIsOver() {
        return stopping.isPresent() && waited >= stopping.get().patience();
    }

    OptionalDouble value() {
        return value;
    }

    Optional<EpochReport> report() {
        return report;
    }

    float[] weights() {
        return weights;
    }
}

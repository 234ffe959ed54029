package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** What happened since the last report, and how long it took. The only user of the clock; nothing is decided by it. */
final class Interval {
    private static final double NANOS = 1e9;

    private final LongSupplier nanoTime;
    private final long start;
    private long intervalStart;
    private long answered;
    private double loss;
    private double weight;
    private long rows;
    private long waitNanos;
    private long reduceNanos;
    private long updateNanos;
    private long gradients;
    private boolean updating;

    Interval(LongSupplier nanoTime) {
        this(nanoTime, IntervalSums.START);
    }

    /** Goes on where another interval was, whenever that was. */
    Interval(LongSupplier nanoTime, IntervalSums sums) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.start = now - sums.totalNanos();
        this.intervalStart = now - sums.nanos();
        this.loss = sums.loss();
        this.weight = sums.weight();
        this.rows = sums.rows();
        this.waitNanos = sums.waitNanos();
        this.reduceNanos = sums.reduceNanos();
        this.updateNanos = sums.updateNanos();
        this.gradients = sums.gradients();
    }

    /** What was counted until now; between two steps, another interval can go on with it. */
    IntervalSums sums() {
        long now = nanoTime.getAsLong();
        return new IntervalSums(
                loss, weight, rows, now - intervalStart, waitNanos, reduceNanos, updateNanos, gradients, now - start);
    }

    /** A gradient of a step, timed: most take one. */
    GradientSum waitFor(GradientSource source, float[] theta, Step step) {
        long reducedBefore = source.reduceNanos();
        long asked = nanoTime.getAsLong();
        if (updating) {
            updateNanos += asked - answered;
        }
        GradientSum sum = source.gradient(theta, step);
        answered = nanoTime.getAsLong();
        updating = true;
        gradients++;
        rows += sum.rows();
        long reduced = source.reduceNanos() - reducedBefore;
        reduceNanos += reduced;
        waitNanos += answered - asked - reduced;
        return sum;
    }

    /**
     * Counts a step whose update is done.
     *
     * @param sum of the loss that is the step's
     * @param momentum where the schedule sets it
     */
    StepReport stepped(Step step, GradientSum sum, double learningRate, double gradientNorm, OptionalDouble momentum) {
        long now = nanoTime.getAsLong();
        updateNanos += now - answered;
        updating = false;
        if (sum.weight() != 0) {
            loss += sum.loss();
            weight += sum.weight();
        }
        double mean = sum.loss() / sum.weight();
        return new StepReport(step, mean, learningRate, gradientNorm, sum.rows(), (now - start) / NANOS, momentum);
    }

    /** The number of gradients since training started. */
    long gradients() {
        return gradients;
    }

    /** Seconds since training started. */
    double seconds() {
        return (nanoTime.getAsLong() - start) / NANOS;
    }

    /** The weighted mean of the loss. */
    double loss() {
        return loss / weight;
    }

    /** How many rows a second were trained on until now. */
    double rowsPerSecond() {
        return rows * NANOS / Math.max(1, nanoTime.getAsLong() - intervalStart);
    }

    /** The report of the last step and all since the last report. */
    EpochReport report(StepReport last, double rowsPerSecond, Optional<Evaluation> validation, boolean best) {
        return new EpochReport(
                last.step().epoch() + 1,
                last.step().number() + 1,
                loss(),
                last.learningRate(),
                validation,
                last.gradientNorm(),
                rowsPerSecond,
                seconds(),
                waitNanos / NANOS,
                reduceNanos / NANOS,
                updateNanos / NANOS,
                best,
                last.momentum());
    }

    /** Starts the next interval. */
    void restart() {
        intervalStart = nanoTime.getAsLong();
        loss = 0;
        weight = 0;
        rows = 0;
        waitNanos = 0;
        reduceNanos = 0;
        updateNanos = 0;
    }
}

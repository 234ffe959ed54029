package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.train.RangeTestResult.Ending;
import dev.lockstep.train.RangeTestResult.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The learning-rate range test: one short training whose rate rises exponentially, to see at which rates the loss falls and from
 * which on it diverges. It has weights and an optimizer's state of its own, so that trainings before and after are as without it.
 *
 * <p>With {@code lᵢ} the loss of the mini-batch of step {@code i = 0, 1, …, n − 1}, before its update:
 *
 * <pre>{@code
 * ηᵢ = min · (max / min)^(i / (n − 1))
 * sᵢ = (1 − β) Σ βⁱ⁻ʲ lⱼ / (1 − βⁱ⁺¹)      j = 0, …, i;  β = 0.9
 * }</pre>
 *
 * <p>The loss is smoothed by the exponential mean of fastai, corrected for its beginning as Adam's; fastai's β of 0.98 looks back
 * over fifty steps, in which the rate has multiplied, and so sees divergence late. It ends early when {@code sᵢ} is more than four times the least
 * so far, as fastai does, or when the loss or the gradient is not finite. Where gradients are accumulated, a step is one update,
 * and its loss the mean of its mini-batches.
 *
 * @see <a href="https://arxiv.org/abs/1506.01186">Smith, 2017</a>
 */
public final class RangeTest {
    private static final double BETA = 0.9;
    private static final double DIVERGED = 4;

    private final Model model;
    private final Optimizer optimizer;
    private final RangeTestSettings settings;
    private final int batchSize;
    private final long seed;
    private volatile boolean stopped;

    /**
     * A test of a model and an optimizer.
     *
     * @param batchSize the rows of a mini-batch, as in the training that is to follow
     * @param seed decides the initial weights
     */
    public RangeTest(Model model, Optimizer optimizer, RangeTestSettings settings, int batchSize, long seed) {
        this.model = model;
        this.optimizer = optimizer;
        this.settings = settings;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** Ends the test after the step under way, from any thread and for good. */
    public void stop() {
        stopped = true;
    }

    /**
     * Runs the test.
     *
     * @throws IllegalArgumentException if there are no training rows
     */
    public RangeTestResult run(GradientSource source) {
        long rows = source.rows(Split.TRAINING);
        if (rows == 0) {
            throw new IllegalArgumentException("there are no training rows");
        }
        long stepsPerEpoch = Sharding.stepsPerEpoch(rows, batchSize);
        TrainingState state =
                new TrainingState(model.initialWeights(seed), optimizer, optimizer.newState(model.parameters()));
        MeanGradient mean = new MeanGradient(model.parameters(), state.slots().trainable());
        Smoothing smoothing = new Smoothing();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < settings.steps(); i++) {
            if (stopped) {
                return result(points, Ending.STOPPED, OptionalDouble.empty());
            }
            double rate = settings.rate(i);
            OptionalDouble loss;
            try {
                loss = update(source, state, mean, rate, stepsPerEpoch);
            } catch (StoppedWaitingException e) {
                return result(points, Ending.STOPPED, OptionalDouble.empty());
            }
            if (loss.isEmpty()) {
                continue; // its rows all weigh nothing
            }
            if (!Double.isFinite(loss.getAsDouble())) {
                return diverged(points, rate);
            }
            double smoothed = smoothing.add(loss.getAsDouble());
            points.add(new Point(rate, loss.getAsDouble(), smoothed));
            if (points.size() > RangeTestResult.SKIPPED && smoothing.hasDiverged()) {
                return diverged(points, rate);
            }
        }
        return result(points, Ending.COMPLETED, OptionalDouble.empty());
    }

    private RangeTestResult diverged(List<Point> points, double rate) {
        return result(points, Ending.DIVERGED, OptionalDouble.of(rate));
    }

    private RangeTestResult result(List<Point> points, Ending ending, OptionalDouble divergedAt) {
        return new RangeTestResult(settings, optimizer.isProportional(), points, ending, divergedAt);
    }

    /** Makes one update and returns the loss before it: not finite if none could be made, absent if there was nothing to learn. */
    private OptionalDouble update(
            GradientSource source, TrainingState state, MeanGradient mean, double rate, long stepsPerEpoch) {
        double losses = 0;
        int counted = 0;
        for (int k = 0; k < optimizer.gradientsPerUpdate(); k++) {
            GradientSum sum = source.gradient(state.theta(), Step.of(state.step(), stepsPerEpoch));
            state.countStep();
            if (sum.weight() == 0) {
                continue;
            }
            double loss = sum.loss() / sum.weight();
            MeanGradient.Measured measured = mean.measure(sum);
            if (measured.problem().isPresent() || measured.norms().global() > optimizer.largestNorm()) {
                return OptionalDouble.of(Double.NaN);
            }
            optimizer.update(state.theta(), state.next(), sum.gradient(), measured.norms(), state.slots(), rate);
            mean.writeBuffers(sum.gradient(), state.next());
            state.swap();
            losses += loss;
            counted++;
        }
        return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(losses / counted);
    }

    /** The exponential mean of losses, and the least that it has been. */
    private static final class Smoothing {
        private double sum;
        private double weight;
        private double start = Double.NaN;
        private double best = Double.POSITIVE_INFINITY;
        private double last;

        double add(double loss) {
            sum = BETA * sum + (1 - BETA) * loss;
            weight = BETA * weight + (1 - BETA);
            last = sum / weight;
            if (Double.isNaN(start)) {
                start = last;
            }
            best = Math.min(best, last);
            return last;
        }

        boolean hasDiverged() {
            if (best > 0) {
                return last > DIVERGED * best;
            }
            // A loss that may be negative, as that of poisson, has no multiples: what it has fallen by stands for it.
            return last - best > DIVERGED * Math.max(start - best, Math.abs(start));
        }
    }
}

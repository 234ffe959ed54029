package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slices;
import dev.lockstep.optim.Lbfgs;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where L-BFGS is and where it came from. Trials take turns with two arrays, of which workers may still be reading the one of the
 * last trial; the weights themselves are sent to nobody but at the start, and so may be moved after any trial.
 */
final class LbfgsState {
    private final float[] theta;
    private final Slices trained;
    private final Slices others;
    private final MeanGradient mean;
    private final LbfgsHistory history;
    private final double[] direction;
    private float[] trial;
    private float[] lastTrial;

    /** Before the first step. */
    LbfgsState(Model model, Lbfgs settings, long seed) {
        ParameterLayout layout = settings.thawed(model.parameters());
        this.theta = model.initialWeights(seed);
        this.trained = Slices.of(layout, true);
        this.others = Slices.of(layout, false);
        this.mean = new MeanGradient(model.parameters(), trained);
        this.history = new LbfgsHistory(trained, settings.memory());
        this.direction = new double[trained.size()];
        this.trial = new float[theta.length];
        this.lastTrial = new float[theta.length];
    }

    /**
     * With the weights and the history of a snapshot.
     *
     * @throws IllegalArgumentException if its slots are not those of L-BFGS
     */
    LbfgsState(Model model, Lbfgs settings, Snapshot from) {
        this(model, settings, 0);
        System.arraycopy(from.weights(), 0, theta, 0, theta.length);
        Map<String, float[]> pairs = new LinkedHashMap<>(from.slots());
        pairs.remove(LbfgsPoint.GRADIENT);
        history.restore(pairs);
    }

    /** What the next steps depend on, beside the weights, in arrays of its own. */
    Map<String, float[]> slots(Trial at) {
        Map<String, float[]> slots = history.copy();
        slots.put(LbfgsPoint.GRADIENT, at.sum().gradient().clone());
        return slots;
    }

    /** The weights: not to be written to. */
    float[] theta() {
        return theta;
    }

    /** The weights a step along the direction, in an array that nobody is reading. */
    float[] trial(double alpha) {
        float[] weights = lastTrial;
        lastTrial = trial;
        trial = weights;
        others.forEach(slice -> System.arraycopy(theta, slice.from(), weights, slice.from(), slice.length()));
        trained.forEach(slice -> {
            for (int i = slice.from(); i < slice.to(); i++) {
                weights[i] = LbfgsHistory.at(theta[i], alpha, direction[i - slice.shift()]);
            }
        });
        return weights;
    }

    /** Turns a sum into its mean, in place, and that into a point on the current line. */
    Trial measured(double alpha, GradientSum sum) {
        MeanGradient.Measured measured = mean.measure(sum);
        double norm = measured.norms().global();
        return measured.problem().isPresent()
                ? new Trial(alpha, Double.POSITIVE_INFINITY, Double.NaN, sum, norm)
                : new Trial(alpha, sum.loss() / sum.weight(), history.slope(sum.gradient(), direction), sum, norm);
    }

    /** The first point, of which there is no line yet. */
    Trial first(GradientSum sum) {
        MeanGradient.Measured measured = mean.measure(sum);
        measured.problem().ifPresent(what -> {
            throw new DivergedException(what);
        });
        mean.writeBuffers(sum.gradient(), theta);
        return new Trial(0, sum.loss() / sum.weight(), 0, sum, measured.norms().global());
    }

    /** Finds the direction from a point, and returns the point as the start of the line. */
    Trial turn(Trial at) {
        double slope = history.direction(at.sum().gradient(), direction);
        return new Trial(0, at.loss(), slope, at.sum(), at.norm());
    }

    /** Moves the weights along the line, in place. */
    void move(Trial from, Trial to) {
        history.move(
                theta, to.alpha(), direction, from.sum().gradient(), to.sum().gradient());
        mean.writeBuffers(to.sum().gradient(), theta);
    }

    boolean hasHistory() {
        return !history.isEmpty();
    }

    /** Forgets the steps so far; whether there were any. */
    boolean forget() {
        boolean had = hasHistory();
        history.clear();
        return had;
    }

    void writeWeights(float[] to) {
        System.arraycopy(theta, 0, to, 0, theta.length);
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Checks;

/**
 * Squared for small errors and absolute for large ones, so that outliers pull less; for numbers.
 *
 * <pre>{@code
 * e = s − y
 * l(s, y) = ½ e²               ∂l/∂s = e              where |e| ≤ δ
 *           δ |e| − ½ δ²               δ sign(e)      elsewhere
 * }</pre>
 *
 * <p>As in Keras; PyTorch's {@code SmoothL1Loss} is this divided by δ. The error is that of the label as trained: where it is
 * scaled, δ counts in standard deviations.
 *
 * @param delta {@code δ}, the error from which on it is absolute; positive
 * @see <a href="https://doi.org/10.1214/aoms/1177703732">Huber, 1964</a>
 */
public record Huber(double delta) implements Loss {
    /** Keras's value. */
    public static final Huber DEFAULT = new Huber(1);

    public Huber {
        Checks.positive("delta", delta);
    }

    @Override
    public String name() {
        return "huber";
    }

    @Override
    public Target.Kind kind() {
        return Target.Kind.NUMBER;
    }

    @Override
    public int scores(Target target) {
        if (target.kind() != Target.Kind.NUMBER) {
            throw Labels.misfit(this, "numbers", target);
        }
        return 1;
    }

    @Override
    public double value(float[] scores, int from, int to, float label) {
        return value((double) scores[from] - label);
    }

    @Override
    public double derivative(float[] scores, int from, int to, float label, float[] derivatives) {
        double error = (double) scores[from] - label;
        derivatives[from] = (float) Math.max(-delta, Math.min(delta, error));
        return value(error);
    }

    private double value(double error) {
        double size = Math.abs(error);
        return size <= delta ? 0.5 * error * error : delta * size - 0.5 * delta * delta;
    }

    @Override
    public int predictions(int scores) {
        return 1;
    }

    @Override
    public void predict(float[] scores, int from, int to, double[] prediction) {
        prediction[0] = scores[from];
    }
}

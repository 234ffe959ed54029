package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Checks;

/**
 * The negative log-likelihood of two classes; the one score is the log-odds of the second class.
 *
 * <pre>{@code
 * y ← (1 − ε) y + ½ ε
 * l(s, y) = log(1 + eˢ) − y s        ∂l/∂s = 1 / (1 + e⁻ˢ) − y
 *         = log(1 + e^−|s|) + (1 − y) max(s, 0) + y max(−s, 0)
 * }</pre>
 *
 * <p>The last form is the one computed: it neither overflows nor cancels. Smoothing as in Keras's
 * {@code binary_crossentropy}.
 *
 * @param labelSmoothing {@code ε}, how far labels are drawn towards ½; in [0, 1)
 */
public record Logistic(double labelSmoothing) implements Loss {
    /** Without smoothing, as in Keras. */
    public static final Logistic DEFAULT = new Logistic(0);

    public Logistic {
        Checks.require(labelSmoothing >= 0 && labelSmoothing < 1, "label_smoothing", "in [0, 1)", labelSmoothing);
    }

    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public Target.Kind kind() {
        return Target.Kind.CLASSES;
    }

    @Override
    public int scores(Target target) {
        if (target.classes().size() != 2) {
            throw Labels.misfit(this, "2 classes", target);
        }
        return 1;
    }

    @Override
    public double value(float[] scores, int from, int to, float label) {
        double score = scores[from];
        return value(score, smoothed(label), StrictMath.exp(-Math.abs(score)));
    }

    @Override
    public double derivative(float[] scores, int from, int to, float label, float[] derivatives) {
        double score = scores[from];
        double y = smoothed(label);
        double decay = StrictMath.exp(-Math.abs(score));
        double likely = 1 / (1 + decay);
        double unlikely = decay * likely;
        // Not σ(s) − y: that would lose the small difference of a row that is well classified.
        derivatives[from] = (float) (score > 0 ? (1 - y) * likely - y * unlikely : (1 - y) * unlikely - y * likely);
        return value(score, y, decay);
    }

    private double smoothed(float label) {
        return (1 - labelSmoothing) * label + 0.5 * labelSmoothing;
    }

    private static double value(double score, double y, double decay) {
        return StrictMath.log1p(decay) + (score > 0 ? (1 - y) * score : -y * score);
    }

    @Override
    public int predictions(int scores) {
        return 2;
    }

    @Override
    public void predict(float[] scores, int from, int to, double[] prediction) {
        double score = scores[from];
        double decay = StrictMath.exp(-Math.abs(score));
        int likelier = score > 0 ? 1 : 0;
        prediction[likelier] = 1 / (1 + decay);
        prediction[1 - likelier] = decay / (1 + decay);
    }
}

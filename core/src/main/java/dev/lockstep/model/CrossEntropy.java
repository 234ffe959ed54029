package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Checks;

/**
 * The negative log-likelihood of two or more classes under softmax; one score per class.
 *
 * <pre>{@code
 * yₖ = (1 − ε) [k = y] + ε / K       p = softmax(s)
 * l(s, y) = −Σₖ yₖ log pₖ            ∂l/∂sₖ = pₖ − yₖ
 *         = log Σₖ e^(sₖ − m) + Σₖ yₖ (m − sₖ)        m = max s
 * }</pre>
 *
 * <p>The last form is the one computed: both of its terms are at least 0, so it neither overflows nor cancels. Smoothing as
 * in Keras's {@code categorical_crossentropy} and PyTorch.
 *
 * @param labelSmoothing {@code ε}, how far labels are drawn towards 1 / K; in [0, 1)
 */
public record CrossEntropy(double labelSmoothing) implements Loss {
    /** Without smoothing, as in Keras. */
    public static final CrossEntropy DEFAULT = new CrossEntropy(0);

    public CrossEntropy {
        Checks.require(labelSmoothing >= 0 && labelSmoothing < 1, "label_smoothing", "in [0, 1)", labelSmoothing);
    }

    @Override
    public String name() {
        return "cross_entropy";
    }

    @Override
    public Target.Kind kind() {
        return Target.Kind.CLASSES;
    }

    @Override
    public int scores(Target target) {
        if (target.kind() != Target.Kind.CLASSES) {
            throw Labels.misfit(this, "classes", target);
        }
        return target.classes().size();
    }

    @Override
    public double value(float[] scores, int from, int to, float label) {
        int top = highest(scores, from, to);
        double max = scores[top];
        double others = 0;
        double below = 0;
        for (int k = from; k < to; k++) {
            if (k != top) {
                others += StrictMath.exp(scores[k] - max);
            }
            below += max - scores[k];
        }
        return value(max - scores[from + (int) label], below / (to - from), others);
    }

    @Override
    public double derivative(float[] scores, int from, int to, float label, float[] derivatives) {
        int top = highest(scores, from, to);
        double max = scores[top];
        double labelBelow = max - scores[from + (int) label];
        double others = 0;
        double below = 0;
        for (int k = from; k < to; k++) {
            below += max - scores[k];
            double likelihood = StrictMath.exp(scores[k] - max);
            if (k != top) {
                others += likelihood;
            }
            derivatives[k] = (float) likelihood;
        }
        double total = 1 + others;
        double share = labelSmoothing / (to - from);
        for (int k = from; k < to; k++) {
            derivatives[k] = (float) (derivatives[k] / total - share);
        }
        int right = from + (int) label;
        // 1/total − 1 would lose a small difference where the right class is nearly certain.
        double rest = right == top ? -others / total : StrictMath.exp(-labelBelow) / total - 1;
        derivatives[right] = (float) (rest + labelSmoothing - share);
        return value(labelBelow, below / (to - from), others);
    }

    /** The loss from how far the right class, and the mean over classes, lie below the highest score. */
    private double value(double labelBelow, double meanBelow, double others) {
        return StrictMath.log1p(others) + (1 - labelSmoothing) * labelBelow + labelSmoothing * meanBelow;
    }

    private static int highest(float[] scores, int from, int to) {
        int top = from;
        for (int k = from + 1; k < to; k++) {
            if (scores[k] > scores[top]) {
                top = k;
            }
        }
        return top;
    }

    @Override
    public int predictions(int scores) {
        return scores;
    }

    @Override
    public void predict(float[] scores, int from, int to, double[] prediction) {
        double max = scores[highest(scores, from, to)];
        double total = 0;
        for (int k = from; k < to; k++) {
            prediction[k - from] = StrictMath.exp(scores[k] - max);
            total += prediction[k - from];
        }
        for (int k = 0; k < to - from; k++) {
            prediction[k] /= total;
        }
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Target;

/**
 * The negative log-likelihood of a Poisson distribution, for counts; the score is the logarithm of the rate.
 *
 * <pre>{@code
 * l(s, y) = eˢ − y s                 ∂l/∂s = eˢ − y
 * }</pre>
 *
 * <p>Without {@code log y!}, which no weight changes, as Keras and PyTorch. Beyond a score of 709 the rate, and the loss, is
 * infinite: training stops there as diverged.
 */
public record Poisson() implements Loss {
    @Override
    public String name() {
        return "poisson";
    }

    @Override
    public Target.Kind kind() {
        return Target.Kind.COUNT;
    }

    @Override
    public int scores(Target target) {
        if (target.kind() != Target.Kind.COUNT) {
            throw Labels.misfit(this, "counts", target);
        }
        return 1;
    }

    @Override
    public double value(float[] scores, int from, int to, float label) {
        double score = scores[from];
        return StrictMath.exp(score) - label * score;
    }

    @Override
    public double derivative(float[] scores, int from, int to, float label, float[] derivatives) {
        double score = scores[from];
        double rate = StrictMath.exp(score);
        derivatives[from] = (float) (rate - label);
        return rate - label * score;
    }

    @Override
    public int predictions(int scores) {
        return 1;
    }

    @Override
    public void predict(float[] scores, int from, int to, double[] prediction) {
        prediction[0] = StrictMath.exp(scores[from]);
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Target;

/**
 * The squared error, for numbers; its minimizer is the mean.
 *
 * <pre>{@code
 * l(s, y) = (s − y)²                 ∂l/∂s = 2 (s − y)
 * }</pre>
 *
 * <p>The whole square, as Keras's {@code mean_squared_error} and PyTorch's {@code MSELoss} have it; Spark ML halves it.
 */
public record Squared() implements Loss {
    @Override
    public String name() {
        return "squared";
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
        double error = (double) scores[from] - label;
        return error * error;
    }

    @Override
    public double derivative(float[] scores, int from, int to, float label, float[] derivatives) {
        double error = (double) scores[from] - label;
        derivatives[from] = (float) (2 * error);
        return error * error;
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

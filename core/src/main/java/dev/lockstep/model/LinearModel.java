package dev.lockstep.model;

import static dev.lockstep.numeric.Vectors.axpy;
import static dev.lockstep.numeric.Vectors.dot;
import static dev.lockstep.numeric.Vectors.sparseAxpy;
import static dev.lockstep.numeric.Vectors.sparseDot;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Scores that are linear in the features; with the loss it makes linear, logistic, softmax or Poisson regression.
 *
 * <pre>{@code
 * s = W x + b
 * }</pre>
 *
 * <p>Tensors: {@code weight} {@code [scores, width]}, and {@code bias} {@code [scores]}, which is not decayed. Both start at
 * zero for every seed: these losses are convex in them, so any start has the same end, and from zero the first predictions
 * are even. A sparse row touches only its own entries.
 *
 * @param width the number of features, at least 1
 * @param target what is predicted; decides with the loss how many scores there are
 * @param loss of a row
 * @param bias whether there is a {@code b}
 */
public record LinearModel(int width, Target target, Loss loss, boolean bias) implements Model {
    /** Rows of some hundred features then stay in a core's cache between the scores and the gradient. */
    private static final int BLOCK_ROWS = 256;

    public LinearModel {
        Checks.atLeast("width", width, 1);
        long weights = (width + 1L) * loss.scores(target);
        Checks.require(
                weights <= Integer.MAX_VALUE,
                "linear model",
                "of at most 2³¹ − 1 weights",
                weights + " (" + width + " features × " + loss.scores(target) + " scores): use fewer features");
    }

    /** With a bias. */
    public LinearModel(int width, Target target, Loss loss) {
        this(width, target, loss, true);
    }

    @Override
    public ParameterLayout parameters() {
        List<Parameter> tensors = new ArrayList<>();
        tensors.add(new Parameter("weight", List.of(scores(), width), true, true));
        if (bias) {
            tensors.add(new Parameter("bias", List.of(scores()), true, false));
        }
        return ParameterLayout.of(tensors);
    }

    @Override
    public int scores() {
        return loss.scores(target);
    }

    @Override
    public int blockRows() {
        return BLOCK_ROWS;
    }

    @Override
    public float[] initialWeights(long seed) {
        return new float[weights()];
    }

    private int weights() {
        return scores() * (width + (bias ? 1 : 0));
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        int count = scores();
        float[] scores = new float[batch.rows() * count];
        predict(theta, batch, scores);
        double lossSum = 0;
        double weightSum = 0;
        for (int r = 0; r < batch.rows(); r++) {
            float weight = batch.weights()[r];
            int from = r * count;
            // From here on the row's scores are its derivatives.
            lossSum += weight * loss.derivative(scores, from, from + count, batch.labels()[r], scores);
            weightSum += weight;
            for (int k = 0; k < count; k++) {
                scores[from + k] *= weight;
            }
        }
        addProducts(scores, batch, sum.gradient());
        sum.count(lossSum, weightSum, batch.rows());
    }

    /** Adds each row, times its derivatives, to the gradient. */
    private void addProducts(float[] derivatives, Batch batch, float[] gradient) {
        int count = scores();
        int biasFrom = count * width;
        for (int r = 0; r < batch.rows(); r++) {
            for (int k = 0; k < count; k++) {
                float derivative = derivatives[r * count + k];
                addRow(derivative, batch, r, gradient, k * width);
                if (bias) {
                    gradient[biasFrom + k] += derivative;
                }
            }
        }
    }

    private void addRow(float scale, Batch batch, int row, float[] gradient, int from) {
        if (batch.isSparse()) {
            int[] starts = batch.rowStarts();
            sparseAxpy(scale, batch.indices(), batch.values(), starts[row], starts[row + 1], gradient, from);
        } else {
            axpy(scale, batch.values(), row * width, gradient, from, width);
        }
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        if (batch.width() != width || theta.length != weights()) {
            throw new IllegalArgumentException("a linear model of " + width + " features and " + weights()
                    + " weights got rows of " + batch.width() + " features and " + theta.length + " weights");
        }
        int count = scores();
        int biasFrom = count * width;
        for (int r = 0; r < batch.rows(); r++) {
            for (int k = 0; k < count; k++) {
                float product = product(batch, r, theta, k * width);
                scores[r * count + k] = bias ? product + theta[biasFrom + k] : product;
            }
        }
    }

    private float product(Batch batch, int row, float[] theta, int from) {
        if (batch.isSparse()) {
            int[] starts = batch.rowStarts();
            return sparseDot(batch.indices(), batch.values(), starts[row], starts[row + 1], theta, from);
        }
        return dot(batch.values(), row * width, theta, from, width);
    }
}

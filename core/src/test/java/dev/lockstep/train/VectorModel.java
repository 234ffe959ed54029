package dev.lockstep.train;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.model.Squared;
import dev.lockstep.numeric.ParameterLayout;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;

/** Weights that start somewhere, for tests whose source has a function in place of rows. */
final class VectorModel implements Model {
    private static final long serialVersionUID = 1;
    /** What all rows of a function's source weigh. */
    static final double WEIGHT = 4;

    private final transient ParameterLayout layout;
    private final float[] start;

    VectorModel(float... start) {
        this(ParameterLayout.vector(start.length), start);
    }

    VectorModel(ParameterLayout layout, float... start) {
        this.layout = layout;
        this.start = start.clone();
    }

    /** The loss and gradient of a function; it writes the gradient into its second argument and returns the loss. */
    static FakeSource source(ToDoubleBiFunction<double[], double[]> function) {
        return new FakeSource(
                3,
                1,
                (theta, step) -> sum(function, theta),
                theta -> sum(function, theta).loss() / WEIGHT);
    }

    static GradientSum sum(ToDoubleBiFunction<double[], double[]> function, float[] theta) {
        double[] x = new double[theta.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = theta[i];
        }
        double[] g = new double[x.length];
        double loss = function.applyAsDouble(x, g);
        float[] gradient = new float[x.length];
        for (int i = 0; i < g.length; i++) {
            gradient[i] = (float) (WEIGHT * g[i]);
        }
        return new GradientSum(gradient, WEIGHT * loss, WEIGHT, 3);
    }

    @Override
    public ParameterLayout parameters() {
        return layout;
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int scores() {
        return 1;
    }

    @Override
    public Loss loss() {
        return new Squared();
    }

    @Override
    public int blockRows() {
        return 1;
    }

    @Override
    public float[] initialWeights(long seed) {
        return start.clone();
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        throw new UnsupportedOperationException("its gradients come from a function");
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        throw new UnsupportedOperationException("its scores come from a function");
    }
}

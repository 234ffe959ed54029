package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** Gradients and evaluations as a test wants them. Keeps copies of the weights that it was given. */
final class FakeSource implements GradientSource {
    private final long rows;
    private final long validationRows;
    private final BiFunction<float[], Step, GradientSum> gradients;
    private final ToDoubleFunction<float[]> validationLoss;
    final List<float[]> evaluated = new ArrayList<>();
    final List<Step> asked = new ArrayList<>();

    FakeSource(long rows, BiFunction<float[], Step, GradientSum> gradients) {
        this(rows, 0, gradients, theta -> 0);
    }

    FakeSource(
            long rows,
            long validationRows,
            BiFunction<float[], Step, GradientSum> gradients,
            ToDoubleFunction<float[]> validationLoss) {
        this.rows = rows;
        this.validationRows = validationRows;
        this.gradients = gradients;
        this.validationLoss = validationLoss;
    }

    /** One row a step, with a loss of the weight's distance from nothing in particular: the gradient is 1 everywhere. */
    static GradientSum ones(float[] theta, Step step) {
        float[] gradient = new float[theta.length];
        for (int i = 0; i < gradient.length / 2; i++) {
            gradient[i] = 1;
        }
        return new GradientSum(gradient, 1, 1, 1);
    }

    @Override
    public long rows(Split split) {
        return switch (split) {
            case TRAINING -> rows;
            case VALIDATION -> validationRows;
            case TEST -> 0;
        };
    }

    @Override
    public GradientSum gradient(float[] theta, Step step) {
        asked.add(step);
        return gradients.apply(theta, step);
    }

    @Override
    public Evaluation evaluate(float[] theta, Split split) {
        evaluated.add(theta.clone());
        double loss = validationLoss.applyAsDouble(theta);
        return new Evaluation(loss, Map.of("accuracy", 1 - loss), validationRows);
    }

    @Override
    public void close() {}
}

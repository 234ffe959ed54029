package dev.lockstep.spark;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.ParameterLayout;
import java.util.random.RandomGenerator;
import org.apache.spark.TaskContext;

/** A model whose tasks fail so many times before they succeed; half-way, with a part of the rows added. */
record FlakyModel(Model model, int failures) implements Model {
    private static final long serialVersionUID = 1;

    @Override
    public ParameterLayout parameters() {
        return model.parameters();
    }

    @Override
    public int width() {
        return model.width();
    }

    @Override
    public int scores() {
        return model.scores();
    }

    @Override
    public Loss loss() {
        return model.loss();
    }

    @Override
    public int blockRows() {
        return 8;
    }

    @Override
    public float[] initialWeights(long seed) {
        return model.initialWeights(seed);
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        model.addGradient(theta, batch, random, sum);
        failSometimes();
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        model.predict(theta, batch, scores);
        failSometimes();
    }

    private void failSometimes() {
        TaskContext context = TaskContext.get();
        if (context != null && context.attemptNumber() < failures) {
            throw new IllegalStateException("failing on purpose, attempt " + context.attemptNumber());
        }
    }
}

package dev.lockstep.model;

import dev.lockstep.data.Batch;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A model some of whose tensors start with weights that were trained before; the others are new. In all else it is the model
 * that it was made of, and the one to send to where gradients are computed.
 */
public final class Pretrained implements Model {
    private static final long serialVersionUID = 1;

    private final Model model;
    private final Set<String> tensors;
    private final float[] trained;

    /**
     * A model that starts with these weights.
     *
     * @param tensors the names of those that were trained
     * @param trained weights in the layout of the model, of which those tensors are used; the array belongs to this model from
     *     now on
     */
    public Pretrained(Model model, List<String> tensors, float[] trained) {
        int size = model.parameters().size();
        Checks.require(trained.length == size, "number of trained weights", "" + size, trained.length);
        this.model = model;
        this.tensors = Set.copyOf(tensors);
        this.trained = trained;
    }

    @Override
    public float[] initialWeights(long seed) {
        float[] weights = model.initialWeights(seed);
        ParameterLayout layout = parameters();
        for (int i = 0; i < layout.parameters().size(); i++) {
            if (tensors.contains(layout.parameters().get(i).name())) {
                int from = layout.offset(i);
                System.arraycopy(trained, from, weights, from, layout.offset(i + 1) - from);
            }
        }
        return weights;
    }

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
        return model.blockRows();
    }

    @Override
    public int gradientRows() {
        return model.gradientRows();
    }

    @Override
    public Optional<byte[]> program(float[] theta) {
        return model.program(theta);
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        model.addGradient(theta, batch, random, sum);
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        model.predict(theta, batch, scores);
    }
}

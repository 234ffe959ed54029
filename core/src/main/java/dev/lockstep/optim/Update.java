package dev.lockstep.optim;

import dev.lockstep.numeric.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One update under way: the weights, the gradient, the state, and the work that wrappers have put around the rule. All of that
 * work is done on one slice after another while it is in the processor's cache, so that what is composed still is one pass over
 * memory.
 *
 * <p>An optimizer wrapper hands the update on to the one inside, with its own work added; a rule calls {@link #pass}, or, if it
 * needs to see all weights before it moves any, {@link #firstPass(Work)}, {@link #again(Work)} and {@link #lastPass}.
 */
public final class Update {
    private final float[] from;
    private final float[] theta;
    private final float[] gradient;
    private final OptimizerState state;
    private final double learningRate;
    private final TensorRules rules;
    private final List<Work> onGradient = new ArrayList<>();
    private final List<Work> before = new ArrayList<>();
    private final List<Work> after = new ArrayList<>();
    private GradientNorms norms;

    /** An update that counts as {@code state.step()} already. */
    Update(
            float[] from,
            float[] theta,
            float[] gradient,
            GradientNorms norms,
            OptimizerState state,
            double learningRate) {
        this.from = from;
        this.theta = theta;
        this.gradient = gradient;
        this.norms = norms;
        this.state = state;
        this.learningRate = learningRate;
        this.rules = state.rules();
    }

    /** Something done to the weights of one slice. */
    @FunctionalInterface
    interface Work {
        /**
         * Works on a slice.
         *
         * @param learningRate of the slice's tensor
         */
        void on(Slice slice, double learningRate);
    }

    /** Something done to one slice that adds up numbers on the way. */
    @FunctionalInterface
    interface Summing {
        /**
         * Works on a slice.
         *
         * @param learningRate of the slice's tensor
         * @return the slice's part of each sum
         */
        double[] on(Slice slice, double learningRate);
    }

    /** The weights before the update; the same array as {@link #theta} where that is updated in place. */
    float[] from() {
        return from;
    }

    /** The weights, which have their old values only once the first pass has begun on them. */
    float[] theta() {
        return theta;
    }

    /** The gradient, which has been transformed only once the first pass has begun on it. */
    float[] gradient() {
        return gradient;
    }

    OptimizerState state() {
        return state;
    }

    /** The learning rate of a tensor for which there is no other rule. */
    double learningRate() {
        return learningRate;
    }

    /** The learning rate of a tensor. */
    double learningRate(int tensor) {
        return learningRate * rules.learningRateScale(tensor);
    }

    /** The weight decay of a tensor, where the optimizer's own is this. */
    double weightDecay(int tensor, double ofOptimizer) {
        return rules.weightDecay(tensor, ofOptimizer);
    }

    /** Adds something that changes the gradient, after what does so already. Norms that were asked for before are of before. */
    Update transforming(Work work) {
        onGradient.add(work);
        return this;
    }

    /** Adds something to be done to the old weights, after what was added before. */
    Update before(Work work) {
        before.add(work);
        return this;
    }

    /**
     * Adds something to be done to the new weights, before what was added already: a wrapper further out adds its work earlier,
     * and looks at what those inside have made of the weights.
     */
    Update after(Work work) {
        after.add(0, work);
        return this;
    }

    /** The norms of the gradient as transformed so far: one pass over it, unless it still is as it came. */
    GradientNorms norms() {
        if (!onGradient.isEmpty()) {
            norms = GradientNorms.of(state.trainable(), slice -> {
                transform(slice);
                return GradientNorms.squares(gradient, slice);
            });
            onGradient.clear();
        }
        return norms;
    }

    /** The whole update of each weight, by a rule that needs to see no other. */
    void pass(Work rule) {
        state.trainable().forEach(slice -> {
            begin(slice);
            rule.on(slice, learningRate(slice.tensor()));
            finish(slice);
        });
    }

    /** Does this after all that comes before the rule. */
    void firstPass(Work rule) {
        state.trainable().forEach(slice -> {
            begin(slice);
            rule.on(slice, learningRate(slice.tensor()));
        });
    }

    /**
     * Does this after all that comes before the rule.
     *
     * @return so many sums, each by the number of the tensor; added up in the order of the slices
     */
    double[][] firstPass(int sums, Summing rule) {
        return sums(sums, slice -> {
            begin(slice);
            return rule.on(slice, learningRate(slice.tensor()));
        });
    }

    /** Goes over the weights between the first pass and the last. */
    void again(Work rule) {
        state.trainable().forEach(slice -> rule.on(slice, learningRate(slice.tensor())));
    }

    /** Goes over the weights between the first pass and the last, and adds up as {@link #firstPass(int, Summing)} does. */
    double[][] again(int sums, Summing rule) {
        return sums(sums, slice -> rule.on(slice, learningRate(slice.tensor())));
    }

    /** Does this, and then all that comes after the rule. */
    void lastPass(Work rule) {
        state.trainable().forEach(slice -> {
            rule.on(slice, learningRate(slice.tensor()));
            finish(slice);
        });
    }

    private double[][] sums(int count, Function<Slice, double[]> work) {
        double[][] sums = new double[count][state.layout().parameters().size()];
        List<double[]> parts = state.trainable().map(work);
        for (int i = 0; i < parts.size(); i++) {
            int tensor = state.trainable().slices().get(i).tensor();
            for (int j = 0; j < count; j++) {
                sums[j][tensor] += parts.get(i)[j];
            }
        }
        return sums;
    }

    private void begin(Slice slice) {
        copy(from, theta, slice);
        transform(slice);
        before.forEach(work -> work.on(slice, learningRate(slice.tensor())));
    }

    private void finish(Slice slice) {
        after.forEach(work -> work.on(slice, learningRate(slice.tensor())));
    }

    private void transform(Slice slice) {
        onGradient.forEach(work -> work.on(slice, learningRate(slice.tensor())));
    }

    static void copy(float[] from, float[] to, Slice slice) {
        if (from != to) {
            System.arraycopy(from, slice.from(), to, slice.from(), slice.length());
        }
    }
}

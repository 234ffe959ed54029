package dev.lockstep.spark;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.ParameterLayout;
import java.util.random.RandomGenerator;

/** A model that does what another one does, a few rows at a time, unless it says otherwise. */
interface OtherModel extends Model {
    /** The other one. */
    Model model();

    @Override
    default ParameterLayout parameters() {
        return model().parameters();
    }

    @Override
    default int width() {
        return model().width();
    }

    @Override
    default int scores() {
        return model().scores();
    }

    @Override
    default Loss loss() {
        return model().loss();
    }

    @Override
    default int blockRows() {
        return 8;
    }

    @Override
    default int gradientRows() {
        return 8;
    }

    @Override
    default float[] initialWeights(long seed) {
        return model().initialWeights(seed);
    }

    @Override
    default void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        model().addGradient(theta, batch, random, sum);
    }

    @Override
    default void predict(float[] theta, Batch batch, float[] scores) {
        model().predict(theta, batch, scores);
    }
}

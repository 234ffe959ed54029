package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;

/**
 * The same rate at every step.
 *
 * @param learningRate {@code η}, positive
 */
public record Constant(double learningRate) implements LearningRateSchedule {
    public Constant {
        Checks.positive("learning_rate", learningRate);
    }

    @Override
    public double at(long step) {
        return learningRate;
    }
}

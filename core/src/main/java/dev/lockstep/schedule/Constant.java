package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * The same rate at every step.
 *
 * @param learningRate {@code η}, positive
 */
public record Constant(double learningRate) implements LearningRateSchedule {
    public Constant {
        Checks.positive("learning_rate", learningRate);
    }

    static Constant of(Settings settings) {
        return new Constant(settings.requiredNumber("learning_rate"));
    }

    @Override
    public double at(long step) {
        return learningRate;
    }
}

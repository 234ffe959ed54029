package dev.lockstep.spark;

import dev.lockstep.train.Contender;
import dev.lockstep.train.RateTrial;

/** Hears how a {@link ComparisonJob} comes along; what a {@link JobListener} hears comes once for each training. */
public interface ComparisonListener extends JobListener {
    /**
     * A training begins.
     *
     * @param label of the entry
     * @param number of the training, from 1
     */
    default void trialBegins(String label, double learningRate, long seed, int number) {}

    /**
     * A training has ended.
     *
     * @param soFar with this training
     */
    default void trialEnded(Comparison soFar, Contender contender, RateTrial trial) {}
}

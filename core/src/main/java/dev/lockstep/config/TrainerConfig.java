package dev.lockstep.config;

import dev.lockstep.model.Compression;
import dev.lockstep.numeric.Checks;
import java.util.OptionalInt;

/**
 * How long and how to train.
 *
 * @param batchSize global: over all shards
 */
public record TrainerConfig(
        int epochs, int batchSize, long seed, ReductionConfig reduction, Length evaluateEvery, RunnerConfig runner) {
    /** Ten epochs in batches of 1024, evaluated after each. */
    public static final TrainerConfig DEFAULT =
            new TrainerConfig(10, 1024, 42, ReductionConfig.DEFAULT, Length.epochs(1), RunnerConfig.DEFAULT);

    public TrainerConfig {
        Checks.atLeast("epochs", epochs, 1);
        Checks.atLeast("batch_size", batchSize, 1);
    }

    /** S; empty: as many as there are task slots. */
    public OptionalInt shards() {
        return reduction.shards();
    }

    /** How gradients are rounded. */
    public Compression compression() {
        return reduction.compression();
    }

    TrainerConfig withEpochs(int other) {
        return new TrainerConfig(other, batchSize, seed, reduction, evaluateEvery, runner);
    }

    TrainerConfig withSeed(long other) {
        return new TrainerConfig(epochs, batchSize, other, reduction, evaluateEvery, runner);
    }

    /** The same with so many shards. */
    TrainerConfig withShards(int number) {
        return new TrainerConfig(epochs, batchSize, seed, reduction.withShards(number), evaluateEvery, runner);
    }
}

package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import java.util.OptionalInt;

/**
 * How long and how to train.
 *
 * @param batchSize global: over all shards
 * @param shards S; empty: as many as there are task slots
 */
public record TrainerConfig(
        int epochs, int batchSize, long seed, OptionalInt shards, Length evaluateEvery, RunnerConfig runner) {
    /** Each shard is at least one partition of Spark's: thousands are slow, and more than that never end. */
    private static final int MOST_SHARDS = 4096;

    /** What stands for as many shards as there are task slots. */
    static final String AUTO = "auto";

    /** Ten epochs in batches of 1024, evaluated after each. */
    public static final TrainerConfig DEFAULT =
            new TrainerConfig(10, 1024, 42, OptionalInt.empty(), Length.epochs(1), RunnerConfig.DEFAULT);

    public TrainerConfig {
        Checks.atLeast("epochs", epochs, 1);
        Checks.atLeast("batch_size", batchSize, 1);
        shards.ifPresent(number ->
                Checks.require(number >= 1 && number <= MOST_SHARDS, "shards", "in [1, " + MOST_SHARDS + "]", number));
    }

    TrainerConfig withEpochs(int other) {
        return new TrainerConfig(other, batchSize, seed, shards, evaluateEvery, runner);
    }

    TrainerConfig withSeed(long other) {
        return new TrainerConfig(epochs, batchSize, other, shards, evaluateEvery, runner);
    }

    /** The same with so many shards. */
    TrainerConfig withShards(int number) {
        return new TrainerConfig(epochs, batchSize, seed, OptionalInt.of(number), evaluateEvery, runner);
    }
}

package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.schedule.Plateau;
import java.util.Optional;

/**
 * How long to train, on how many rows at a time, and when to look how good the model is.
 *
 * @param epochs how often every training row comes, at least 1
 * @param batchSize B, the rows of a step over all shards, at least 1
 * @param seed decides the initial weights
 * @param evaluateEvery the steps from one evaluation to the next, at least 1; there is always one after the last step
 * @param monitor decides which evaluation is the best
 * @param earlyStopping absent: every epoch is trained
 * @param plateau absent: rates are those of the schedule
 */
public record TrainerSettings(
        int epochs,
        int batchSize,
        long seed,
        long evaluateEvery,
        Monitor monitor,
        Optional<EarlyStopping> earlyStopping,
        Optional<Plateau> plateau) {
    public TrainerSettings {
        Checks.atLeast("epochs", epochs, 1);
        Checks.atLeast("batch_size", batchSize, 1);
        Checks.atLeast("evaluate_every", evaluateEvery, 1);
    }

    /** Without a plateau. */
    public TrainerSettings(
            int epochs,
            int batchSize,
            long seed,
            long evaluateEvery,
            Monitor monitor,
            Optional<EarlyStopping> earlyStopping) {
        this(epochs, batchSize, seed, evaluateEvery, monitor, earlyStopping, Optional.empty());
    }
}

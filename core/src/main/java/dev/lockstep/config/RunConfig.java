package dev.lockstep.config;

import dev.lockstep.numeric.Named;
import java.util.List;
import java.util.OptionalInt;

/**
 * Everything that decides a run.
 *
 * @param monitor the metric that early stopping and "best" look at, for example {@code val_loss}
 * @param patience how many evaluations early stopping waits for a better one; empty: no early stopping
 * @param minDelta by how much an evaluation must be better to count, at least 0
 * @param output the folder of the run
 */
public record RunConfig(
        DataConfig data,
        Named model,
        Named loss,
        List<Named> metrics,
        Named optimizer,
        Named schedule,
        String monitor,
        TrainerConfig trainer,
        OptionalInt patience,
        double minDelta,
        String output) {
    public RunConfig {
        metrics = List.copyOf(metrics);
    }
}

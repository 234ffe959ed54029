package dev.lockstep.config;

import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that decides a run.
 *
 * @param model without {@code start_from}, {@code freeze} and {@code unfreeze_after}, which stand beside it in YAML
 * @param reuse those
 * @param loss without {@code class_weights}, {@code l1} and {@code l2}, which stand beside it in YAML
 * @param classWeights what a row of each class counts: {@code balanced}, a list in the order of the classes, or a map by name
 * @param penalty {@code l1} and {@code l2} of the loss
 * @param schedule empty where the optimizer, L-BFGS, chooses its steps itself; its lengths may be
 *     {@link Length}s: {@link RunLength#schedule} makes numbers of them
 * @param plateau what lowers the rates of the schedule when the monitored number stops getting better
 * @param monitor the metric that early stopping, plateau and "best" look at, for example {@code val_loss}
 * @param patience how many evaluations early stopping waits for a better one; empty: no early stopping
 * @param minDelta by how much an evaluation must be better to count, at least 0
 * @param checkpoint empty: the run is not saved while it goes on
 * @param output the folder of the run
 * @param references how secrets were written, by what they are: {@code ${NAME}} of the environment. A secret that was written
 *     out has none
 */
public record RunConfig(
        DataConfig data,
        Named model,
        ReuseConfig reuse,
        Named loss,
        Optional<Object> classWeights,
        Penalty penalty,
        List<Named> metrics,
        Named optimizer,
        Optional<Named> schedule,
        Optional<Plateau> plateau,
        String monitor,
        TrainerConfig trainer,
        OptionalInt patience,
        double minDelta,
        Optional<CheckpointConfig> checkpoint,
        String output,
        Map<String, String> references) {
    public RunConfig {
        metrics = List.copyOf(metrics);
        references = Map.copyOf(references);
        patience.ifPresent(evaluations -> Checks.atLeast("patience", evaluations, 1));
        Checks.notNegative("min_delta", minDelta);
        Checks.require(!output.isBlank(), "output", "a folder", output);
    }

    /** The same run with another number of shards. */
    public RunConfig withShards(int shards) {
        return withTrainer(trainer.withShards(shards));
    }

    /** The same run with another schedule. */
    RunConfig withSchedule(Optional<Named> other) {
        return trained(optimizer, other, plateau, trainer);
    }

    /** The same run with another trainer. */
    RunConfig withTrainer(TrainerConfig other) {
        return trained(optimizer, schedule, plateau, other);
    }

    /** The same model on the same rows, trained in this way. */
    RunConfig trained(
            Named byOptimizer, Optional<Named> atSchedule, Optional<Plateau> loweredBy, TrainerConfig byTrainer) {
        return new RunConfig(
                data,
                model,
                reuse,
                loss,
                classWeights,
                penalty,
                metrics,
                byOptimizer,
                atSchedule,
                loweredBy,
                monitor,
                byTrainer,
                patience,
                minDelta,
                checkpoint,
                output,
                references);
    }
}

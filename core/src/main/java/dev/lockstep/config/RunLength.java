package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.Run;
import dev.lockstep.schedule.Schedules;
import java.util.Map;

/**
 * How long a run is as schedules count it: in updates, of which there are fewer than steps where gradients are accumulated.
 *
 * @param updatesPerEpoch not always a whole number
 * @param updates of the whole run, at least 1
 * @param batchSize the rows of an update
 */
public record RunLength(double updatesPerEpoch, long updates, long batchSize) {
    public RunLength {
        Checks.positive("updates of an epoch", updatesPerEpoch);
        Checks.atLeast("updates", updates, 1);
        Checks.atLeast("batch_size", batchSize, 1);
    }

    /** The length of a run with so many steps in an epoch. */
    public static RunLength of(TrainerConfig trainer, long stepsPerEpoch, int gradientsPerUpdate) {
        long steps = Math.multiplyExact(stepsPerEpoch, (long) trainer.epochs());
        return new RunLength(
                (double) stepsPerEpoch / gradientsPerUpdate,
                Math.max(1, steps / gradientsPerUpdate),
                (long) trainer.batchSize() * gradientsPerUpdate);
    }

    /** The length of a run, which has a schedule, with so many steps in an epoch. */
    public static RunLength of(RunConfig run, long stepsPerEpoch) {
        Named optimizer = run.optimizer();
        return of(
                run.trainer(),
                stepsPerEpoch,
                Optimizers.of(optimizer.name(), optimizer.settings()).gradientsPerUpdate());
    }

    /**
     * The schedule of that name, its lengths in updates.
     *
     * @throws IllegalArgumentException if it does not fit into the run
     */
    public LearningRateSchedule schedule(Named named) {
        try {
            return Schedules.of(named.name(), inUpdates(named), run());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " (the run has " + updates + " update" + (updates == 1 ? ")" : "s)"), e);
        }
    }

    /** Its settings in updates, with those that were left out. */
    Map<String, Object> completed(Named named) {
        return Schedules.completed(named.name(), inUpdates(named), run());
    }

    private Map<String, Object> inUpdates(Named named) {
        return Lengths.toSteps(named, updatesPerEpoch, (double) updates).settings();
    }

    private Run run() {
        return Run.of(updates, batchSize);
    }
}

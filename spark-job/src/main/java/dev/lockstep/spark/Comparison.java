package dev.lockstep.spark;

import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Goal;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.RateTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a comparison stands, or how it ended.
 *
 * @param monitor by which rates are chosen
 * @param goal what is to be reached
 * @param contenders all of them, in the order of the configuration; those whose turn has not come without trials
 */
public record Comparison(
        PreparedData data, Monitor monitor, Optional<Goal> goal, long stepsPerEpoch, List<Contender> contenders) {
    public Comparison {
        contenders = List.copyOf(contenders);
    }

    /** The same with one of the contenders replaced. */
    Comparison with(int index, Contender contender) {
        List<Contender> all = new ArrayList<>(contenders);
        all.set(index, contender);
        return new Comparison(data, monitor, goal, stepsPerEpoch, all);
    }

    /** The trial of the rate that was chosen, and its repetitions that are sound; none if there is none to choose. */
    public List<RateTrial> chosen(Contender contender) {
        return contender.chosen(monitor);
    }

    /** The epochs, and parts of one, that were trained until an evaluation. */
    public double epochs(EpochReport evaluation) {
        return (double) evaluation.step() / stepsPerEpoch;
    }

    /** The trial of the rate that was chosen; absent if there is none to choose. */
    public Optional<RateTrial> best(Contender contender) {
        return contender.best(monitor);
    }

    /** Whether there were trials, and no rate could be chosen of any. */
    public boolean hasOnlyDiverged() {
        return contenders.stream().allMatch(contender -> best(contender).isEmpty())
                && contenders.stream()
                        .flatMap(contender -> contender.trials().stream())
                        .anyMatch(trial -> trial.ending() != RateTrial.Ending.STOPPED);
    }
}

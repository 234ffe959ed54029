package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.util.List;
import java.util.Optional;

/**
 * Several ways to train one model on the same rows, from the same seeds.
 *
 * @param run all that they share; its optimizer, schedule and plateau are those that a run has by default, and are not used
 * @param entries the ways, at least one, each with a label of its own
 * @param seeds how many there are, at least 1: that of the run chooses the rates, and those after it repeat what was chosen
 * @param target what is to be reached
 */
public record ComparisonConfig(RunConfig run, List<Entry> entries, int seeds, Optional<Target> target) {
    public ComparisonConfig {
        entries = List.copyOf(entries);
        Checks.atLeast("seeds", seeds, 1);
    }

    /** How many trainings it takes, if there is a rate to choose for every entry. */
    public int trainings() {
        return entries.stream()
                .mapToInt(entry -> entry.learningRates().size() + seeds - 1)
                .sum();
    }

    /**
     * The seed of a repetition.
     *
     * @param repetition 0: the first trainings, which choose the rates
     */
    public long seed(int repetition) {
        return run.trainer().seed() + repetition;
    }

    /** What the trainings of a {@linkplain #seed repetition} share. */
    public RunConfig run(int repetition) {
        return run.withTrainer(run.trainer().withSeed(seed(repetition)));
    }

    /** A training as {@code lockstep train} would have it. */
    public RunConfig run(Entry entry, double learningRate, int repetition) {
        return run.trained(
                entry.optimizer(),
                Optional.of(entry.schedule(learningRate)),
                entry.plateau(),
                run.trainer().withSeed(seed(repetition)).withEpochs(entry.epochs()));
    }

    /**
     * One way to train, at each of its rates.
     *
     * @param label what tables and charts call it
     * @param schedule without its rate
     * @param plateau what lowers the rates of the schedule
     * @param epochs how often every row is used
     * @param learningRates different ones, at least one
     */
    public record Entry(
            String label,
            Named optimizer,
            Named schedule,
            Optional<Plateau> plateau,
            int epochs,
            List<Double> learningRates) {
        public Entry {
            learningRates = List.copyOf(learningRates);
            Checks.atLeast("epochs", epochs, 1);
            Checks.require(!learningRates.isEmpty(), "learning_rates", "at least one number", learningRates);
        }

        /** The schedule with a rate as its base. */
        public Named schedule(double learningRate) {
            return BaseRate.with(schedule, learningRate);
        }
    }

    /**
     * A number to reach.
     *
     * @param metric as in {@code monitor}
     */
    public record Target(String metric, double value) {}
}

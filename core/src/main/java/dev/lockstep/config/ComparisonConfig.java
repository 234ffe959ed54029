package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import java.util.List;
import java.util.Optional;

/**
 * Several ways to train one model on the same rows, from the same seed.
 *
 * @param run all that they share; its optimizer and schedule are those that a run has by default, and are not used
 * @param entries the ways, at least one, each with a label of its own
 * @param target what is to be reached
 */
public record ComparisonConfig(RunConfig run, List<Entry> entries, Optional<Target> target) {
    public ComparisonConfig {
        entries = List.copyOf(entries);
    }

    /** How many trainings it takes. */
    public int trainings() {
        return entries.stream().mapToInt(entry -> entry.learningRates().size()).sum();
    }

    /**
     * One way to train, at each of its rates.
     *
     * @param label what tables and charts call it
     * @param schedule without its rate
     * @param learningRates different ones, at least one
     */
    public record Entry(String label, Named optimizer, Named schedule, List<Double> learningRates) {
        public Entry {
            learningRates = List.copyOf(learningRates);
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

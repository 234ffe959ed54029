package dev.lockstep.train;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One way to train, tried at several rates.
 *
 * @param name what people call it
 * @param trials one for each rate so far
 */
public record Contender(String name, List<RateTrial> trials) {
    public Contender {
        trials = List.copyOf(trials);
    }

    /**
     * The trial whose best evaluation is the best: the rate that was chosen. Among equals it is that of the smallest rate, whatever
     * their order. Absent while no trial {@linkplain RateTrial#isSound is sound}.
     */
    public Optional<RateTrial> best(Monitor monitor) {
        Comparator<RateTrial> byValue =
                Comparator.comparingDouble(trial -> monitor.value(trial.best().orElseThrow()));
        return trials.stream()
                .filter(RateTrial::isSound)
                .min((monitor.higherIsBetter() ? byValue.reversed() : byValue)
                        .thenComparingDouble(RateTrial::learningRate));
    }

    /** In one word why there is no best trial; {@code waiting} before the first. */
    public String state() {
        if (trials.stream().anyMatch(trial -> trial.ending() == RateTrial.Ending.STOPPED)) {
            return "stopped";
        }
        return trials.isEmpty() ? "waiting" : "diverged";
    }
}

package dev.lockstep.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One way to train, tried at several rates, and repeated at the one that was chosen.
 *
 * @param name what people call it
 * @param trials one for each rate so far
 * @param repetitions of the chosen trial with other seeds
 */
public record Contender(String name, List<RateTrial> trials, List<RateTrial> repetitions) {
    public Contender {
        trials = List.copyOf(trials);
        repetitions = List.copyOf(repetitions);
    }

    /** Without repetitions. */
    public Contender(String name, List<RateTrial> trials) {
        this(name, trials, List.of());
    }

    /** With a trial of one more rate. */
    public Contender tried(RateTrial trial) {
        return new Contender(name, with(trials, trial), repetitions);
    }

    /** With one more repetition of what was chosen. */
    public Contender repeated(RateTrial trial) {
        return new Contender(name, trials, with(repetitions, trial));
    }

    private static List<RateTrial> with(List<RateTrial> trials, RateTrial last) {
        List<RateTrial> all = new ArrayList<>(trials);
        all.add(last);
        return all;
    }

    /** The {@linkplain #best chosen} trial and those of its repetitions that are sound; none where there is none to choose. */
    public List<RateTrial> chosen(Monitor monitor) {
        return best(monitor).stream()
                .flatMap(best ->
                        Stream.concat(Stream.of(best), repetitions.stream().filter(RateTrial::isSound)))
                .toList();
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

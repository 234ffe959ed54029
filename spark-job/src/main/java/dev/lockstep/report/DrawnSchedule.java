package dev.lockstep.report;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunLength;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.Plateau;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * The learning rates of a run, at each of its updates.
 *
 * @param name what people call it
 * @param rate its base, in words; empty where there is nothing to say
 * @param metric what a plateau looks at, in words, where one lowers these rates
 */
public record DrawnSchedule(
        String name, String rate, LearningRateSchedule schedule, RunLength length, Optional<String> metric) {
    /** More do not fit beside each other on any screen. */
    static final int MOST_POINTS = 1000;

    /**
     * The rates of a run that has a schedule.
     *
     * @throws ConfigException if the schedule does not fit into the run
     */
    public static DrawnSchedule of(String name, String rate, RunConfig run, long stepsPerEpoch) {
        return ConfigException.naming("schedule", () -> {
            RunLength length = RunLength.of(run, stepsPerEpoch);
            return new DrawnSchedule(
                    name,
                    rate,
                    length.schedule(run.schedule().orElseThrow()),
                    length,
                    run.plateau().map(plateau -> lowered(plateau, run.monitor())));
        });
    }

    /** A rate as it is said beside a name. */
    public static String rate(double rate) {
        return "rate " + Figures.rate(rate);
    }

    private static String lowered(Plateau plateau, String monitor) {
        return "multiplied by " + Figures.rate(plateau.factor()) + " whenever " + monitor + " is not better "
                + (plateau.patience() == 1 ? "once" : plateau.patience() + " times in a row");
    }

    boolean hasMomentum() {
        return schedule.largestMomentum().isPresent();
    }

    /** Where an update is, in epochs from 0. */
    double epochs(long update) {
        return update / length.updatesPerEpoch();
    }

    /** Whether there are too many updates to draw each. */
    boolean isThinned() {
        return length.updates() > MOST_POINTS;
    }

    /** The updates to draw: all, or some evenly chosen, the first and the last among them. */
    private LongStream drawn() {
        long last = length.updates() - 1;
        return isThinned()
                ? LongStream.range(0, MOST_POINTS).map(i -> between(last, i, MOST_POINTS - 1))
                : LongStream.rangeClosed(0, last);
    }

    /** ⌊last · i / n⌋, also where the product is too large. */
    static long between(long last, long i, long n) {
        return last / n * i + last % n * i / n;
    }

    /** The line of some value over the epochs; what is NaN is not drawn. */
    LineChart.Line line(int style, LongFunction<Double> value) {
        List<LineChart.Point> points = drawn().mapToObj(
                        update -> new LineChart.Point(epochs(update), value.apply(update)))
                .toList();
        return new LineChart.Line(name, style, points);
    }
}

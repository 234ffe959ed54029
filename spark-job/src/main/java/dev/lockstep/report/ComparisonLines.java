package dev.lockstep.report;

import dev.lockstep.spark.Comparison;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What the charts of a comparison draw: each contender at the rate that was chosen for it, as the mean of its seeds; or every
 * rate, where there is one contender only.
 */
final class ComparisonLines {
    /** Where what diverged leaves the chart: so many times the highest value of what did not. */
    private static final double ABOVE = 4;

    private final Comparison comparison;
    private final List<Drawn> lines = new ArrayList<>();

    ComparisonLines(Comparison comparison) {
        this.comparison = comparison;
        if (comparison.contenders().size() == 1) {
            ratesOf(comparison.contenders().get(0));
        } else {
            comparison.contenders().forEach(this::chosenOf);
        }
    }

    /**
     * One line.
     *
     * @param trials whose mean it is: of several only if all are sound
     */
    private record Drawn(String name, String said, List<RateTrial> trials) {
        private boolean isSound() {
            return trials.stream().allMatch(RateTrial::isSound);
        }
    }

    private void ratesOf(Contender contender) {
        List<RateTrial> chosen = comparison.chosen(contender);
        for (RateTrial trial : contender.trials()) {
            boolean isChosen = !chosen.isEmpty() && chosen.get(0).equals(trial);
            List<RateTrial> trials = isChosen ? chosen : List.of(trial);
            lines.add(new Drawn("rate " + Figures.rate(trial.learningRate()), ending(trials), trials));
        }
    }

    private String ending(List<RateTrial> trials) {
        if (!trials.get(0).isSound()) {
            return ComparisonTable.word(trials.get(0));
        }
        Spread best = Spread.of(trials.stream()
                .map(trial -> comparison.monitor().value(trial.best().orElseThrow()))
                .toList());
        return comparison.monitor().name() + " " + Figures.spread(best);
    }

    /** Of a contender of which there is none to choose, the last trial: that it failed is a result, too. */
    private void chosenOf(Contender contender) {
        List<RateTrial> chosen = comparison.chosen(contender);
        List<RateTrial> all = contender.trials();
        if (!chosen.isEmpty()) {
            lines.add(new Drawn(contender.name(), "rate " + rate(chosen.get(0)), chosen));
        } else if (all.isEmpty()) {
            lines.add(new Drawn(contender.name(), contender.state(), List.of()));
        } else {
            RateTrial last = all.get(all.size() - 1);
            lines.add(new Drawn(
                    contender.name(), "rate " + rate(last) + ", " + ComparisonTable.word(last), List.of(last)));
        }
    }

    private static String rate(RateTrial trial) {
        return Figures.rate(trial.learningRate());
    }

    /** Their names, and what is to be said of each. */
    List<Map.Entry<String, String>> legend() {
        return lines.stream().map(line -> Map.entry(line.name(), line.said())).toList();
    }

    /** Whether one of them is of a training that diverged, and has points. */
    boolean showDiverged() {
        return lines.stream()
                .flatMap(line -> line.trials().stream())
                .anyMatch(trial -> trial.ending() == RateTrial.Ending.DIVERGED
                        && !trial.evaluations().isEmpty());
    }

    /**
     * The lines of a chart.
     *
     * @param rises whether a value is the higher, the worse: then what diverged must not press the rest together
     */
    List<LineChart.Line> of(ToDoubleFunction<EpochReport> value, boolean rises) {
        OptionalDouble highest = lines.stream()
                .filter(Drawn::isSound)
                .flatMap(line -> line.trials().stream())
                .flatMap(trial -> trial.evaluations().stream())
                .mapToDouble(value)
                .filter(Double::isFinite)
                .max();
        List<LineChart.Line> drawn = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Drawn line = lines.get(i);
            double most = rises && !line.isSound() && highest.isPresent() && highest.getAsDouble() > 0
                    ? ABOVE * highest.getAsDouble()
                    : Double.POSITIVE_INFINITY;
            List<LineChart.Point> points = line.trials().size() > 1
                    ? means(line, value)
                    : points(line, report -> Math.min(most, value.applyAsDouble(report)));
            drawn.add(new LineChart.Line(line.name(), i, points));
        }
        return drawn;
    }

    private List<LineChart.Point> points(Drawn line, ToDoubleFunction<EpochReport> value) {
        return line.trials().stream()
                .flatMap(trial -> trial.evaluations().stream())
                .map(report -> new LineChart.Point(comparison.epochs(report), value.applyAsDouble(report)))
                .toList();
    }

    /** Evaluations are equally far apart in all trials, but early stopping may have ended some of them sooner. */
    private List<LineChart.Point> means(Drawn line, ToDoubleFunction<EpochReport> value) {
        int length = line.trials().stream()
                .mapToInt(trial -> trial.evaluations().size())
                .min()
                .orElse(0);
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int at = i;
            Spread spread = Spread.of(line.trials().stream()
                    .map(trial -> value.applyAsDouble(trial.evaluations().get(at)))
                    .toList());
            double place = comparison.epochs(line.trials().get(0).evaluations().get(i));
            points.add(new LineChart.Point(place, spread.mean(), spread.deviation()));
        }
        return points;
    }
}

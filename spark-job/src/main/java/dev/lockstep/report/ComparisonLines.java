package dev.lockstep.report;

import dev.lockstep.spark.Comparison;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the charts of a comparison draw: each contender at the rate that was chosen for it, as the mean of its seeds; or every
 * rate, where there is one contender only.
 */
final class ComparisonLines {
    /** Where a loss leaves the chart: so many times the highest of the best line, so that what runs away hides nothing. */
    private static final double ABOVE = 10;

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
    private record Drawn(String name, String said, List<RateTrial> trials) {}

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
    List<Html.Key> legend() {
        return IntStream.range(0, lines.size())
                .mapToObj(i -> new Html.Key(i, lines.get(i).name(), lines.get(i).said()))
                .toList();
    }

    /** Whether one of them is of a training that diverged, and has points. */
    boolean showDiverged() {
        return lines.stream()
                .flatMap(line -> line.trials().stream())
                .anyMatch(trial -> trial.ending() == RateTrial.Ending.DIVERGED
                        && !trial.evaluations().isEmpty());
    }

    /** Whether one of them leaves the chart of a loss. */
    boolean leave(ToDoubleFunction<EpochReport> loss) {
        double most = most(loss);
        return lines.stream()
                .flatMap(line -> line.trials().stream())
                .flatMap(trial -> trial.evaluations().stream())
                .anyMatch(report -> loss.applyAsDouble(report) > most);
    }

    /** The lines of a chart of a loss: along its upper edge, where they leave it. */
    List<LineChart.Line> ofLoss(ToDoubleFunction<EpochReport> loss) {
        double most = most(loss);
        return of(report -> Math.min(most, loss.applyAsDouble(report)));
    }

    private double most(ToDoubleFunction<EpochReport> loss) {
        List<RateTrial> chosen = comparison.contenders().stream()
                .flatMap(contender -> comparison.best(contender).stream())
                .toList();
        double highest =
                comparison
                        .best(new Contender("the best", chosen))
                        .map(RateTrial::evaluations)
                        .orElse(List.of())
                        .stream()
                        .mapToDouble(loss)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0);
        return highest > 0 ? ABOVE * highest : Double.POSITIVE_INFINITY;
    }

    /** The lines of a chart. */
    List<LineChart.Line> of(ToDoubleFunction<EpochReport> value) {
        return IntStream.range(0, lines.size())
                .mapToObj(i -> new LineChart.Line(lines.get(i).name(), i, points(lines.get(i), value)))
                .toList();
    }

    /** Evaluations are equally far apart in all trials, but early stopping may have ended some of them sooner. */
    private List<LineChart.Point> points(Drawn line, ToDoubleFunction<EpochReport> value) {
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

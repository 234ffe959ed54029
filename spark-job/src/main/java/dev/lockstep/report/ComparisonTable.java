package dev.lockstep.report;

import dev.lockstep.spark.Comparison;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Goal;
import dev.lockstep.train.RateTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a comparison found, in rows of cells: for the terminal and for the page. The first row is the head. */
final class ComparisonTable {
    private static final String NOTHING = "";

    private ComparisonTable() {}

    /** A row for each contender, at the rate that was chosen for it. */
    static List<List<String>> chosen(Comparison comparison) {
        List<String> head = new ArrayList<>(
                List.of("optimizer", "best rate", "best " + comparison.monitor().name(), "in epoch", "last loss"));
        if (comparison.goal().isPresent()) {
            head.addAll(List.of("epochs to target", "steps", "time"));
        }
        List<List<String>> rows = new ArrayList<>(List.of(head));
        comparison.contenders().forEach(contender -> rows.add(row(comparison, contender)));
        return rows;
    }

    private static List<String> row(Comparison comparison, Contender contender) {
        List<String> row = new ArrayList<>(List.of(contender.name()));
        Optional<RateTrial> chosen = comparison.best(contender);
        if (chosen.isEmpty()) {
            row.add(contender.state());
            return row;
        }
        RateTrial trial = chosen.get();
        EpochReport best = trial.best().orElseThrow();
        row.add(Figures.rate(trial.learningRate()));
        row.add(Figures.value(comparison.monitor().value(best)));
        row.add(epochs(comparison, best));
        row.add(Figures.value(
                trial.evaluations().get(trial.evaluations().size() - 1).loss()));
        comparison.goal().ifPresent(goal -> row.addAll(until(comparison, goal, trial)));
        return row;
    }

    private static List<String> until(Comparison comparison, Goal goal, RateTrial trial) {
        return goal.firstIn(trial.evaluations())
                .map(reached -> List.of(
                        epochs(comparison, reached), Figures.count(reached.step()), Figures.seconds(reached.seconds())))
                .orElse(List.of("not reached"));
    }

    /** A row for each contender, a column for each rate: the best monitored value there. */
    static List<List<String>> rates(Comparison comparison) {
        TreeSet<Double> rates = comparison.contenders().stream()
                .flatMap(contender -> contender.trials().stream())
                .map(RateTrial::learningRate)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> head = new ArrayList<>(List.of("optimizer"));
        rates.forEach(rate -> head.add(Figures.rate(rate)));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (Contender contender : comparison.contenders()) {
            List<String> row = new ArrayList<>(List.of(contender.name()));
            rates.forEach(rate -> row.add(contender.trials().stream()
                    .filter(trial -> trial.learningRate() == rate)
                    .findFirst()
                    .map(trial -> cell(comparison, trial))
                    .orElse(NOTHING)));
            rows.add(row);
        }
        return rows;
    }

    private static String cell(Comparison comparison, RateTrial trial) {
        return trial.isSound()
                ? Figures.value(comparison.monitor().value(trial.best().orElseThrow()))
                : word(trial);
    }

    /** How a training that stands for nothing ended. */
    static String word(RateTrial trial) {
        return trial.ending() == RateTrial.Ending.STOPPED ? "stopped" : "diverged";
    }

    /** {@code val_accuracy 0.8300}. */
    static String target(Goal goal) {
        return goal.monitor().name() + " " + Figures.value(goal.value());
    }

    /** Epochs with two decimals at most. */
    private static String epochs(Comparison comparison, EpochReport report) {
        return String.format(Locale.ROOT, "%.2f", comparison.epochs(report)).replaceAll("\\.?0+$", "");
    }
}

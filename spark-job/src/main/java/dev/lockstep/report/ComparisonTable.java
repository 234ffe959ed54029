package dev.lockstep.report;

import dev.lockstep.spark.Comparison;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Goal;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What a comparison found, in rows of cells: for the terminal and for the page. The first row is the head. */
final class ComparisonTable {
    private static final String NOTHING = "";
    private static final String ENTRY = "entry";

    private ComparisonTable() {}

    /** A row for each contender, at the rate that was chosen for it: means over its seeds, if there are several. */
    static List<List<String>> chosen(Comparison comparison) {
        List<String> head = new ArrayList<>(
                List.of(ENTRY, "best rate", "best " + comparison.monitor().name(), "in epoch", "last loss"));
        if (isRepeated(comparison)) {
            head.add("seeds");
        }
        if (comparison.goal().isPresent()) {
            head.addAll(List.of("epochs to target", "steps", "time"));
        }
        List<List<String>> rows = new ArrayList<>(List.of(head));
        comparison.contenders().forEach(contender -> rows.add(row(comparison, contender)));
        return rows;
    }

    private static List<String> row(Comparison comparison, Contender contender) {
        List<String> row = new ArrayList<>(List.of(contender.name()));
        List<RateTrial> chosen = comparison.chosen(contender);
        if (chosen.isEmpty()) {
            row.add(contender.state());
            return row;
        }
        row.add(Figures.rate(chosen.get(0).learningRate()));
        row.add(Figures.spread(spread(chosen, trial -> comparison.monitor().value(best(trial)))));
        row.add(Figures.epochs(
                spread(chosen, trial -> comparison.epochs(best(trial))).mean()));
        row.add(Figures.spread(spread(
                chosen,
                trial -> trial.evaluations().get(trial.evaluations().size() - 1).loss())));
        if (isRepeated(comparison)) {
            row.add(share(chosen.size(), 1 + contender.repetitions().size()));
        }
        comparison.goal().ifPresent(goal -> row.addAll(until(comparison, goal, chosen)));
        return row;
    }

    /** Whether there are, or will be, several seeds. */
    static boolean isRepeated(Comparison comparison) {
        return comparison.contenders().stream()
                .anyMatch(contender -> !contender.repetitions().isEmpty());
    }

    private static String share(int some, int all) {
        return some == all ? Integer.toString(all) : some + " of " + all;
    }

    private static EpochReport best(RateTrial sound) {
        return sound.best().orElseThrow();
    }

    private static Spread spread(List<RateTrial> trials, ToDoubleFunction<RateTrial> value) {
        return Spread.of(trials.stream().map(value::applyAsDouble).toList());
    }

    private static List<String> until(Comparison comparison, Goal goal, List<RateTrial> chosen) {
        List<EpochReport> reached = chosen.stream()
                .flatMap(trial -> goal.firstIn(trial.evaluations()).stream())
                .toList();
        if (reached.size() < chosen.size()) {
            return List.of(reached.isEmpty() ? "not reached" : "reached by " + share(reached.size(), chosen.size()));
        }
        return List.of(
                Figures.epochs(mean(reached, comparison::epochs)),
                Figures.count(mean(reached, EpochReport::step)),
                Figures.seconds(mean(reached, EpochReport::seconds)));
    }

    private static double mean(List<EpochReport> reports, ToDoubleFunction<EpochReport> value) {
        return Spread.of(reports.stream().map(value::applyAsDouble).toList()).mean();
    }

    /** A row for each contender, a column for each rate: the best monitored value there. */
    static List<List<String>> rates(Comparison comparison) {
        TreeSet<Double> rates = comparison.contenders().stream()
                .flatMap(contender -> contender.trials().stream())
                .map(RateTrial::learningRate)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> head = new ArrayList<>(List.of(ENTRY));
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
}

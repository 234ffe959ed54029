package dev.lockstep.report;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.Versions;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Goal;
import dev.lockstep.train.Monitor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A comparison as one page that needs nothing else: the curves of each contender at its best rate, the tables, the configuration.
 *
 * @param yaml the resolved configuration
 * @param status how the comparison ended, or that it runs
 */
record ComparisonPage(Comparison comparison, ComparisonConfig config, String yaml, String status) {
    private static final String LOSS = "loss";

    String html() {
        ComparisonLines lines = new ComparisonLines(comparison);
        StringBuilder page = new StringBuilder(Html.head("Lockstep: " + title()));
        page.append("<h1>").append(Html.text(title())).append("</h1>\n");
        page.append("<p>").append(Html.text(introduction(lines))).append("</p>\n");
        page.append(Html.legend(lines.legend()));
        page.append("<div class=\"charts\">\n");
        page.append(chart(lines, "Training loss", LOSS, EpochReport::loss, Optional.empty()));
        for (Monitor measured : measured()) {
            page.append(chart(
                    lines,
                    measured.name(),
                    measured.name(),
                    measured::value,
                    comparison
                            .goal()
                            .filter(goal -> goal.monitor().equals(measured))
                            .map(Goal::value)));
        }
        page.append("</div>\n");
        page.append("<h2>Each at its best rate</h2>\n")
                .append(Html.table(ComparisonTable.chosen(comparison), (row, column) -> false));
        comparison
                .goal()
                .ifPresent(goal -> page.append("<p class=\"soft\">Target: ")
                        .append(Html.text(ComparisonTable.target(goal)))
                        .append(". Times are of the machine that it ran on, evaluations included.</p>\n"));
        page.append("<h2>Every rate <small>best ")
                .append(Html.text(comparison.monitor().name()))
                .append("</small></h2>\n")
                .append(rates());
        page.append(diverged());
        page.append("<h2>Configuration</h2>\n<details><summary>config.yaml</summary><pre>")
                .append(Html.text(yaml))
                .append("</pre></details>\n");
        page.append("<p class=\"soft\">Lockstep ")
                .append(Html.text(String.valueOf(Versions.all().get("lockstep"))))
                .append("</p>\n");
        return page.append(Html.foot()).toString();
    }

    private String title() {
        int ways = config.entries().size();
        if (ways > 1) {
            return ways + " ways to train one model";
        }
        int rates = config.entries().get(0).learningRates().size();
        return "One way to train one model" + (rates == 1 ? "" : ", at " + rates + " rates");
    }

    private String introduction(ComparisonLines lines) {
        String run = "Model " + config.run().model().name() + ", loss "
                + config.run().loss().name() + ", "
                + ComparisonProgress.epochs(config) + " in batches of "
                + Figures.count((long) config.run().trainer().batchSize()) + ", seed "
                + config.run().trainer().seed();
        String monitored = comparison.monitor().name();
        StringBuilder text = new StringBuilder(Lines.data(comparison.data()) + ". " + run + ". ");
        text.append(
                config.entries().size() == 1
                        ? "Shown is every rate."
                        : "Each was trained at every rate of its grid; shown is the one whose best " + monitored
                                + " is the best.");
        if (config.seeds() > 1) {
            text.append(" What was chosen was repeated with other seeds, ").append(config.seeds());
            text.append(" in all: lines are means, and bands reach one standard deviation to either side.");
        }
        if (lines.showDiverged()) {
            text.append(" What diverged is shown until then.");
        }
        boolean cut = lines.leave(EpochReport::loss)
                || measured().stream()
                        .filter(monitor -> isLoss(monitor.name()))
                        .anyMatch(monitor -> lines.leave(monitor::value));
        if (cut) {
            text.append(" Losses are cut at ten times the highest of the best curve.");
        }
        if (!status.equals("completed")) {
            text.append(' ').append(Character.toUpperCase(status.charAt(0))).append(status.substring(1));
            text.append(" after ").append(trainings()).append(" of ").append(config.trainings());
            text.append(" trainings.");
        }
        return text.toString();
    }

    private long trainings() {
        return comparison.contenders().stream()
                .mapToLong(contender ->
                        contender.trials().size() + contender.repetitions().size())
                .sum();
    }

    /** What was monitored and what was to be reached: on validation rows, so not the training loss again. */
    private Set<Monitor> measured() {
        Set<Monitor> measured = new LinkedHashSet<>();
        measured.add(comparison.monitor());
        comparison.goal().map(Goal::monitor).filter(Monitor::needsValidation).ifPresent(measured::add);
        return measured;
    }

    private static String chart(
            ComparisonLines lines,
            String title,
            String unit,
            ToDoubleFunction<EpochReport> value,
            Optional<Double> level) {
        boolean loss = isLoss(unit);
        return "<section><h2>" + Html.text(title) + "</h2>\n"
                + new LineChart(title + " over epochs", unit, loss, loss ? lines.ofLoss(value) : lines.of(value), level)
                        .svg()
                + "</section>\n";
    }

    private static boolean isLoss(String unit) {
        return unit.endsWith(LOSS);
    }

    /** Why each training failed that did. */
    private String diverged() {
        StringBuilder list = new StringBuilder();
        for (Contender contender : comparison.contenders()) {
            Stream.concat(contender.trials().stream(), contender.repetitions().stream())
                    .filter(trial -> trial.error().isPresent())
                    .forEach(trial -> list.append("<li>")
                            .append(Html.text(contender.name() + ", rate " + Figures.rate(trial.learningRate()) + ": "
                                    + trial.error().get()))
                            .append("</li>\n"));
        }
        return list.isEmpty() ? "" : "<h2>What diverged</h2>\n<ul>\n" + list + "</ul>\n";
    }

    private String rates() {
        List<List<String>> rows = ComparisonTable.rates(comparison);
        return Html.table(
                rows,
                (row, column) -> comparison
                        .best(comparison.contenders().get(row - 1))
                        .filter(best -> Figures.rate(best.learningRate())
                                .equals(rows.get(0).get(column)))
                        .isPresent());
    }
}

package dev.lockstep.report;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.Versions;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Goal;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.RateTrial;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A comparison as one page that needs nothing else: the curves of each contender at its best rate, the tables, the configuration.
 *
 * @param yaml the resolved configuration
 * @param status how the comparison ended, or that it runs
 */
record ComparisonPage(Comparison comparison, ComparisonConfig config, String yaml, String status) {
    private static final String LOSS = "loss";

    String html() {
        StringBuilder page = new StringBuilder(Html.head("Lockstep: " + title()));
        page.append("<h1>").append(Html.text(title())).append("</h1>\n");
        page.append("<p>").append(Html.text(introduction())).append("</p>\n");
        page.append(legend());
        page.append("<div class=\"charts\">\n");
        page.append(chart("Training loss", LOSS, EpochReport::loss, Optional.empty()));
        for (Monitor measured : measured()) {
            page.append(chart(
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
        return (ways == 1 ? "One way" : ways + " ways") + " to train one model";
    }

    private String introduction() {
        String data = Lines.data(comparison.data());
        String run = "Model " + config.run().model().name() + ", loss "
                + config.run().loss().name() + ", "
                + config.run().trainer().epochs() + " epochs in batches of "
                + Figures.count((long) config.run().trainer().batchSize()) + ", seed "
                + config.run().trainer().seed();
        String done = status.equals("completed")
                ? ""
                : " " + Character.toUpperCase(status.charAt(0)) + status.substring(1) + " after " + trainings() + " of "
                        + config.trainings() + " trainings.";
        return data + ". " + run + ". Each was trained at every rate of its grid; shown is the one whose best "
                + comparison.monitor().name() + " is the best." + done;
    }

    private long trainings() {
        return comparison.contenders().stream()
                .mapToLong(contender -> contender.trials().size())
                .sum();
    }

    /** What was monitored and what was to be reached: on validation rows, so not the training loss again. */
    private Set<Monitor> measured() {
        Set<Monitor> measured = new LinkedHashSet<>();
        measured.add(comparison.monitor());
        comparison.goal().map(Goal::monitor).filter(Monitor::needsValidation).ifPresent(measured::add);
        return measured;
    }

    private String legend() {
        StringBuilder legend = new StringBuilder("<ul class=\"legend\">\n");
        for (int i = 0; i < comparison.contenders().size(); i++) {
            Contender contender = comparison.contenders().get(i);
            String said = comparison
                    .best(contender)
                    .map(trial -> "rate " + Figures.rate(trial.learningRate()))
                    .orElseGet(contender::state);
            legend.append("<li><svg viewBox=\"0 0 32 12\" aria-hidden=\"true\"><line class=\"line ")
                    .append(Html.lineStyle(i))
                    .append("\" x1=\"2\" y1=\"6\" x2=\"30\" y2=\"6\"/></svg>")
                    .append(Html.text(contender.name()))
                    .append(" <span class=\"soft\">")
                    .append(Html.text(said))
                    .append("</span></li>\n");
        }
        return legend.append("</ul>\n").toString();
    }

    private String chart(String title, String unit, ToDoubleFunction<EpochReport> value, Optional<Double> level) {
        List<LineChart.Line> lines = new ArrayList<>();
        for (int i = 0; i < comparison.contenders().size(); i++) {
            Contender contender = comparison.contenders().get(i);
            List<LineChart.Point> points =
                    comparison.best(contender).map(RateTrial::evaluations).orElse(List.of()).stream()
                            .map(report -> new LineChart.Point(comparison.epochs(report), value.applyAsDouble(report)))
                            .toList();
            lines.add(new LineChart.Line(contender.name(), i, points));
        }
        boolean loss = unit.endsWith(LOSS);
        return "<section><h2>" + Html.text(title) + "</h2>\n"
                + new LineChart(title + " over epochs", unit, loss, lines, level).svg() + "</section>\n";
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

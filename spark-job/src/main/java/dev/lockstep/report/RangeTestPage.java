package dev.lockstep.report;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.spark.Versions;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.RangeTestResult.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A range test as one page that needs nothing else: the loss over the rate, with the suggestion, and the configuration. */
record RangeTestPage(RangeTestResult result, RunConfig config) {
    private static final String TITLE = "Learning-rate range test";

    String html() {
        StringBuilder page = new StringBuilder(Html.head("Lockstep: " + TITLE));
        page.append("<h1>").append(TITLE).append("</h1>\n");
        page.append("<p>").append(Html.text(introduction())).append("</p>\n");
        RangeTestFiles.summary(result)
                .forEach(line -> page.append("<p>").append(Html.text(line)).append("</p>\n"));
        page.append("<section><h2>Loss over learning rate</h2>\n")
                .append(chart())
                .append("</section>\n");
        page.append("<h2>Rates</h2>\n").append(Html.table(rates(), (row, column) -> row == 1));
        page.append("<h2>Configuration</h2>\n<details><summary>config.yaml</summary><pre>")
                .append(Html.text(RunConfigs.write(config)))
                .append("</pre></details>\n<p class=\"soft\">Lockstep ")
                .append(Html.text(String.valueOf(Versions.all().get("lockstep"))))
                .append("</p>\n");
        return page.append(Html.foot()).toString();
    }

    private String introduction() {
        return "Model " + config.model().name() + ", loss " + config.loss().name() + ", optimizer "
                + config.optimizer().name() + ", batches of "
                + Figures.count((long) config.trainer().batchSize()) + ", seed "
                + config.trainer().seed() + ": "
                + Figures.count((long) result.points().size())
                + " updates, each at a higher rate than the one before. Dashed is the loss of each mini-batch, full its"
                + " exponential mean; dotted is the suggested rate.";
    }

    private String chart() {
        Optional<Double> mark = result.suggestion().stream().boxed().findFirst();
        return new LineChart(
                        "Loss over learning rate",
                        "loss",
                        true,
                        List.of(line("each mini-batch", 8, Point::loss), line("smoothed", 0, Point::smoothed)),
                        Optional.empty(),
                        new LineChart.Across("learning rate", true, mark))
                .svg();
    }

    private LineChart.Line line(String name, int style, ToDoubleFunction<Point> value) {
        return new LineChart.Line(
                name,
                style,
                result.points().stream()
                        .map(point -> new LineChart.Point(point.rate(), value.applyAsDouble(point)))
                        .toList());
    }

    private List<List<String>> rates() {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("", "learning rate")));
        row(rows, "suggested maximum", result.suggestion());
        row(rows, "safe start for one_cycle", result.safeStart());
        row(rows, "where the loss fell fastest", result.steepest());
        row(rows, "where it diverged", result.divergedAt());
        return rows;
    }

    private static void row(List<List<String>> rows, String name, OptionalDouble rate) {
        rows.add(List.of(name, rate.isPresent() ? Figures.rate(rate.getAsDouble()) : "none"));
    }
}

package dev.lockstep.report;

import dev.lockstep.spark.Versions;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Schedules as one page that needs nothing else: rate and momentum over the epochs, a table, the configuration.
 *
 * @param schedules at least one
 * @param yaml the resolved configuration
 */
record SchedulePage(List<DrawnSchedule> schedules, String yaml) {
    /** What the highest rate must be of the lowest for a second chart, in ratios, to show more. */
    private static final double WIDE = 10;

    String html() {
        String title = schedules.size() == 1 ? "Learning-rate schedule" : schedules.size() + " learning-rate schedules";
        StringBuilder page = new StringBuilder(Html.head("Lockstep: " + title));
        page.append("<h1>").append(title).append("</h1>\n");
        ScheduleDrawing.lines(schedules)
                .forEach(line -> page.append("<p>").append(Html.text(line)).append("</p>\n"));
        if (schedules.stream().anyMatch(DrawnSchedule::isThinned)) {
            page.append("<p class=\"soft\">Of each, ")
                    .append(Figures.count((long) DrawnSchedule.MOST_POINTS))
                    .append(
                            " updates are drawn, evenly chosen: what comes and goes between two of them is not seen.</p>\n");
        }
        page.append(Html.legend(IntStream.range(0, schedules.size())
                .mapToObj(i -> new Html.Key(
                        style(i), schedules.get(i).name(), schedules.get(i).rate()))
                .toList()));
        page.append("<div class=\"charts\">\n").append(charts()).append("</div>\n");
        page.append("<h2>At some updates</h2>\n")
                .append(Html.table(ScheduleTable.of(schedules), (row, column) -> false));
        page.append("<h2>Configuration</h2>\n<details><summary>config.yaml</summary><pre>")
                .append(Html.text(yaml))
                .append("</pre></details>\n<p class=\"soft\">Lockstep ")
                .append(Html.text(String.valueOf(Versions.all().get("lockstep"))))
                .append("</p>\n");
        return page.append(Html.foot()).toString();
    }

    private String charts() {
        List<LineChart.Line> rates = lines(drawn -> update -> drawn.schedule().at(update));
        StringBuilder charts =
                new StringBuilder(chart("Learning rate", "learning rate", false, rates, Optional.of(0.0)));
        List<LineChart.Line> positive =
                rates.stream().map(SchedulePage::positive).toList();
        if (isWide(positive)) {
            charts.append(chart("Learning rate, in ratios", "learning rate", true, positive, Optional.empty()));
        }
        List<LineChart.Line> momentum =
                lines(drawn -> update -> drawn.schedule().momentum(update).orElse(Double.NaN));
        if (momentum.stream().anyMatch(line -> !line.points().isEmpty())) {
            charts.append(chart("Momentum", "momentum", false, momentum, Optional.empty()));
        }
        return charts.toString();
    }

    /** What a value of a schedule is at each update. */
    @FunctionalInterface
    private interface Values {
        LongFunction<Double> of(DrawnSchedule drawn);
    }

    private List<LineChart.Line> lines(Values values) {
        return IntStream.range(0, schedules.size())
                .mapToObj(i -> schedules.get(i).line(style(i), values.of(schedules.get(i))))
                .toList();
    }

    /** Dashed, where the rates may turn out lower. */
    private int style(int number) {
        return schedules.get(number).metric().isPresent() ? Html.dashed(number) : number;
    }

    /** A rate of 0 has no place among ratios. */
    private static LineChart.Line positive(LineChart.Line line) {
        return new LineChart.Line(
                line.name(),
                line.style(),
                line.points().stream().filter(point -> point.value() > 0).toList());
    }

    private static boolean isWide(List<LineChart.Line> lines) {
        double low = values(lines).min(Double::compare).orElse(1.0);
        double high = values(lines).max(Double::compare).orElse(1.0);
        return high / low >= WIDE;
    }

    private static Stream<Double> values(List<LineChart.Line> lines) {
        return lines.stream().flatMap(line -> line.points().stream()).map(LineChart.Point::value);
    }

    private static String chart(
            String title, String unit, boolean ratios, List<LineChart.Line> lines, Optional<Double> level) {
        return "<section><h2>" + title + "</h2>\n"
                + new LineChart(title + " over epochs", unit, ratios, lines, level).svg() + "</section>\n";
    }
}

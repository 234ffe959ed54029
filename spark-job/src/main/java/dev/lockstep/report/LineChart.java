package dev.lockstep.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lines over epochs or another quantity, as SVG that takes its colours from the page around it.
 *
 * @param name what the chart shows, for those who cannot see it
 * @param unit what is written beside the vertical axis
 * @param ratios whether the ratios of values matter more than their differences
 * @param level a value to draw a line at
 * @param across what the horizontal axis shows
 */
record LineChart(String name, String unit, boolean ratios, List<Line> lines, Optional<Double> level, Across across) {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 340;
    private static final int LEFT = 84;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 44;
    private static final int TICK_GAP = 8;

    /** Over epochs. */
    LineChart(String name, String unit, boolean ratios, List<Line> lines, Optional<Double> level) {
        this(name, unit, ratios, lines, level, Across.EPOCHS);
    }

    /**
     * A horizontal axis.
     *
     * @param ratios whether it is logarithmic around its values; it begins at 0 otherwise
     * @param mark a place to draw a line at
     */
    record Across(String unit, boolean ratios, Optional<Double> mark) {
        private static final Across EPOCHS = new Across("epochs", false, Optional.empty());
    }

    LineChart {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param style the number of its colour and dashes
     */
    record Line(String name, int style, List<Point> points) {
        Line {
            points = points.stream().filter(Point::isFinite).toList();
        }

        private boolean hasBand() {
            return points.size() > 1 && points.stream().anyMatch(point -> point.around() > 0);
        }
    }

    /**
     * A value at a place, such as a number of epochs.
     *
     * @param around how far the band around the line reaches to either side
     */
    record Point(double place, double value, double around) {
        /** On a line without a band. */
        Point(double place, double value) {
            this(place, value, 0);
        }

        private boolean isFinite() {
            return Double.isFinite(value);
        }

        private double low() {
            return value - around;
        }

        private double high() {
            return value + around;
        }
    }

    /** The chart; its size follows the width that it is given. */
    String svg() {
        double[] places = points().mapToDouble(Point::place).toArray();
        ChartAxis along = across.ratios() ? ChartAxis.around(places, true) : ChartAxis.fromZero(places);
        ChartAxis up = ChartAxis.around(
                Stream.of(points().map(ratios ? Point::value : Point::low), points().map(Point::high), level.stream())
                        .flatMap(some -> some)
                        .mapToDouble(Double::doubleValue)
                        .toArray(),
                ratios);
        StringBuilder svg = new StringBuilder();
        svg.append(
                format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, HEIGHT, Html.text(name)));
        along.ticks().forEach(tick -> svg.append(vertical(along, tick)));
        up.ticks().forEach(tick -> svg.append(horizontal(up, tick)));
        svg.append(text(
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 6,
                "middle",
                along.logarithmic() ? across.unit() + " (log scale)" : across.unit(),
                ""));
        svg.append(text(
                14,
                (TOP + HEIGHT - BOTTOM) / 2.0,
                "middle",
                up.logarithmic() ? unit + " (log scale)" : unit,
                format(" transform=\"rotate(-90 14 %.1f)\"", (TOP + HEIGHT - BOTTOM) / 2.0)));
        level.ifPresent(value -> svg.append(rule("level", LEFT, y(up, value), WIDTH - RIGHT, y(up, value))));
        across.mark()
                .ifPresent(place -> svg.append(rule("level", x(along, place), TOP, x(along, place), HEIGHT - BOTTOM)));
        lines.stream().filter(Line::hasBand).forEach(line -> svg.append(band(along, up, line)));
        lines.stream().filter(line -> !line.points().isEmpty()).forEach(line -> svg.append(polyline(along, up, line)));
        return svg.append("</svg>\n").toString();
    }

    private Stream<Point> points() {
        return lines.stream().flatMap(line -> line.points().stream());
    }

    private static String vertical(ChartAxis across, double tick) {
        double x = x(across, tick);
        return rule("grid", x, TOP, x, HEIGHT - BOTTOM)
                + text(x, HEIGHT - BOTTOM + 2 * TICK_GAP, "middle", ChartAxis.label(tick), "");
    }

    private static String horizontal(ChartAxis up, double tick) {
        double y = y(up, tick);
        return rule("grid", LEFT, y, WIDTH - RIGHT, y)
                + text(LEFT - TICK_GAP, y + TICK_GAP / 2.0, "end", ChartAxis.label(tick), "");
    }

    private static String polyline(ChartAxis across, ChartAxis up, Line line) {
        // A single point is drawn as a line to itself: round ends make a dot of it.
        List<Point> points = line.points().size() > 1
                ? line.points()
                : List.of(line.points().get(0), line.points().get(0));
        String places = points.stream()
                .map(point -> format("%.1f,%.1f", x(across, point.place()), y(up, point.value())))
                .collect(Collectors.joining(" "));
        return format(
                "<polyline class=\"line %s\" points=\"%s\"><title>%s</title></polyline>\n",
                Html.lineStyle(line.style()), places, Html.text(line.name()));
    }

    /** Along the upper edge and back along the lower one; what has no place on the axis ends where that does. */
    private static String band(ChartAxis across, ChartAxis up, Line line) {
        List<Point> back = new ArrayList<>(line.points());
        Collections.reverse(back);
        String places = Stream.concat(
                        line.points().stream()
                                .map(point -> format("%.1f,%.1f", x(across, point.place()), y(up, point.high()))),
                        back.stream()
                                .map(point -> format(
                                        "%.1f,%.1f", x(across, point.place()), y(up, Math.max(point.low(), up.low())))))
                .collect(Collectors.joining(" "));
        return format("<polygon class=\"band %s\" points=\"%s\"/>\n", Html.lineStyle(line.style()), places);
    }

    private static String rule(String style, double x1, double y1, double x2, double y2) {
        return format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", style, x1, y1, x2, y2);
    }

    private static String text(double x, double y, String anchor, String text, String more) {
        return format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>\n", x, y, anchor, more, Html.text(text));
    }

    private static double x(ChartAxis across, double value) {
        return LEFT + across.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(ChartAxis up, double value) {
        return HEIGHT - BOTTOM - up.at(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}

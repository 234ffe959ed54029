package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.LineChart.Line;
import dev.lockstep.report.LineChart.Point;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LineChartTest {
    @Test
    void ticksAreRoundAndWithinTheAxis() {
        assertThat(new ChartAxis(0, 3, false).ticks()).containsExactly(0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0);
        assertThat(new ChartAxis(0.612, 0.857, false).ticks()).containsExactly(0.65, 0.7, 0.75, 0.8, 0.85);
        assertThat(new ChartAxis(-3, 12, false).ticks()).containsExactly(-2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0);
        assertThat(new ChartAxis(0.3, 2, true).ticks()).containsExactly(0.3, 0.5, 0.7, 1.0, 2.0);
        assertThat(new ChartAxis(0.55, 1.2, true).ticks()).containsExactly(0.6, 0.7, 0.8, 0.9, 1.0);
        assertThat(new ChartAxis(0.01, 2, true).ticks()).containsExactly(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0);
        assertThat(new ChartAxis(1e-4, 10, true).ticks()).containsExactly(1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0);
        assertThat(new ChartAxis(1e-4, 1e45, true).ticks())
                .containsExactly(1.0, 1e5, 1e10, 1e15, 1e20, 1e25, 1e30, 1e35, 1e40, 1e45);
    }

    @Test
    void aLogarithmicAxisIsForPositiveValuesThatDifferMuch() {
        assertThat(ChartAxis.around(new double[] {0.4, 2}, true).logarithmic()).isTrue();
        assertThat(ChartAxis.around(new double[] {0.4, 0.5}, true).logarithmic())
                .isFalse();
        assertThat(ChartAxis.around(new double[] {0, 2}, true).logarithmic()).isFalse();
        assertThat(ChartAxis.around(new double[] {0.4, 2}, false).logarithmic()).isFalse();
        ChartAxis axis = new ChartAxis(1, 100, true);
        assertThat(axis.at(10)).isCloseTo(0.5, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void equalValuesOrNoneMakeAnAxisToo() {
        for (double[] values : new double[][] {{}, {0}, {5, 5}, {-2}}) {
            ChartAxis axis = ChartAxis.around(values, true);
            assertThat(axis.high()).isGreaterThan(axis.low());
            assertThat(axis.ticks()).isNotEmpty();
        }
        assertThat(ChartAxis.fromZero(new double[0]).high()).isEqualTo(1);
    }

    @Test
    void labelsAreShort() {
        assertThat(ChartAxis.label(0.30000000000000004)).isEqualTo("0.3");
        assertThat(ChartAxis.label(100)).isEqualTo("100");
        assertThat(ChartAxis.label(2e7)).isEqualTo("2e+07");
        assertThat(ChartAxis.label(1e-5)).isEqualTo("1e-05");
        assertThat(ChartAxis.label(0)).isEqualTo("0");
    }

    @Test
    void everyLineWithPointsIsDrawnFromItsFiniteOnes() {
        Line whole = new Line("a < b", 0, List.of(new Point(1, 1), new Point(2, 2)));
        Line broken = new Line("one", 9, List.of(new Point(1, Double.NaN), new Point(2, 1)));
        Line empty = new Line("none", 2, List.of());
        String svg = new LineChart("chart", "val_x", false, List.of(whole, broken, empty), Optional.of(1.5)).svg();
        assertThat(svg.split("<polyline", -1)).hasSize(3);
        assertThat(svg).contains("<title>a &lt; b</title>", "class=\"line line1 dashed\"", "class=\"level\"");
        assertThat(svg).doesNotContain("NaN", "Infinity");
        // The second value of the first line is to the right of the first, and higher.
        String points = svg.substring(svg.indexOf("points=\"") + 8);
        String[] places = points.substring(0, points.indexOf('"')).split("[ ,]", -1);
        assertThat(Double.parseDouble(places[2])).isGreaterThan(Double.parseDouble(places[0]));
        assertThat(Double.parseDouble(places[3])).isLessThan(Double.parseDouble(places[1]));
    }

    @Test
    void textIsEscapedForXml() {
        assertThat(Html.text("<a href=\"x\">&\u0001\uD800 ü"))
                .isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;\uFFFD\uFFFD ü");
    }

    @Test
    void aLineMayHaveABandThatStaysOnTheAxis() {
        Line spread = new Line("a", 3, List.of(new Point(1, 1, 0.5), new Point(2, 4, 5)));
        Line exact = new Line("b", 1, List.of(new Point(1, 1), new Point(2, 4)));
        String svg = new LineChart("chart", "loss", true, List.of(spread, exact), Optional.empty()).svg();
        assertThat(svg.split("<polygon", -1)).hasSize(2);
        String points = svg.substring(svg.indexOf("<polygon class=\"band line3\" points=\"") + 36);
        List<Double> heights = Stream.of(
                        points.substring(0, points.indexOf('"')).split(" ", -1))
                .map(place -> Double.parseDouble(place.split(",", -1)[1]))
                .toList();
        assertThat(heights).hasSize(4).allMatch(y -> y >= 10 && y <= 296.05);
        assertThat(heights.get(0)).as("upper edge, lower edge").isLessThan(heights.get(3));
        assertThat(heights.get(2)).as("below 0 on an axis of ratios").isEqualTo(296);
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }
}

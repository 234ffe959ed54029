package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.model.GradientSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineSearchTest {
    private static final GradientSum NONE = new GradientSum(0);

    private final List<Double> tried = new ArrayList<>();

    private Optional<Trial> search(DoubleUnaryOperator value, DoubleUnaryOperator slope, double first, int most) {
        return new LineSearch(
                        at(value, slope, 0),
                        alpha -> {
                            tried.add(alpha);
                            return at(value, slope, alpha);
                        },
                        most,
                        () -> false)
                .from(first);
    }

    private static Trial at(DoubleUnaryOperator value, DoubleUnaryOperator slope, double alpha) {
        double loss = value.applyAsDouble(alpha);
        return new Trial(alpha, loss, slope.applyAsDouble(alpha), NONE, 1);
    }

    /** Moré and Thuente's first function: a minimum at √2, and almost flat far from it. */
    private static double rational(double a) {
        return -a / (a * a + 2);
    }

    private static double rationalSlope(double a) {
        return (a * a - 2) / ((a * a + 2) * (a * a + 2));
    }

    /** Their second: a minimum at 1.6, and steep. */
    private static double steep(double a) {
        double b = a + 0.004;
        return b * b * b * b * (b - 2);
    }

    private static double steepSlope(double a) {
        double b = a + 0.004;
        return 4 * b * b * b * (b - 2) + b * b * b * b;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.1, 10, 1000})
    void findsAStepThatMeetsBothConditions(double first) {
        for (boolean isSteep : new boolean[] {false, true}) {
            DoubleUnaryOperator value = isSteep ? LineSearchTest::steep : LineSearchTest::rational;
            DoubleUnaryOperator slope = isSteep ? LineSearchTest::steepSlope : LineSearchTest::rationalSlope;
            Trial found = search(value, slope, first, 40).orElseThrow();
            double slope0 = slope.applyAsDouble(0);
            assertThat(found.loss()).isLessThanOrEqualTo(value.applyAsDouble(0) + 1e-4 * found.alpha() * slope0);
            assertThat(Math.abs(found.slope())).isLessThanOrEqualTo(0.9 * Math.abs(slope0));
        }
    }

    @Test
    void takesTheFirstStepIfItWillDo() {
        assertThat(search(a -> (a - 1) * (a - 1), a -> 2 * (a - 1), 1, 9)
                        .orElseThrow()
                        .alpha())
                .isEqualTo(1);
        assertThat(tried).hasSize(1);
    }

    @Test
    void goesBackByTheCubicThroughBothEnds() {
        // A parabola is its own cubic.
        Trial found = search(a -> (a - 1) * (a - 1), a -> 2 * (a - 1), 5, 9).orElseThrow();
        assertThat(found.alpha()).isCloseTo(1, within(1e-12));
        assertThat(tried).hasSize(2);
    }

    @Test
    void turnsBackWithinABracketWhoseGoodEndIsBehindTheMinimum() {
        // The second step is lower than the start, and rises: the good end of the bracket is on the right.
        Trial found =
                search(a -> (a - 10) * (a - 10), a -> 2 * (a - 10), 19.5, 9).orElseThrow();
        assertThat(found.alpha()).isCloseTo(10, within(1e-9));
    }

    @Test
    void growsTwoToTenTimes() {
        search(a -> -a, a -> -1, 1, 4); // falls for ever
        assertThat(tried).containsExactly(1.0, 10.0, 100.0, 1000.0);
        tried.clear();
        search(a -> (a - 1.2) * (a - 1.2), a -> 2 * (a - 1.2), 0.05, 9);
        assertThat(tried.get(1)).isCloseTo(0.5, within(1e-12));
        tried.clear();
        search(a -> (a - 1.2) * (a - 1.2), a -> 2 * (a - 1.2), 0.115, 9);
        assertThat(tried.get(1)).isBetween(0.23, 1.2);
    }

    @Test
    void aMinimumNearTheLastStepStillIsSteppedOver() {
        // The slope stays −1 up to 1 and then ends in a short curve: the cubic sees the minimum at once.
        DoubleUnaryOperator slope = a -> a < 1 ? -1 : -1 + (a - 1) * 10;
        DoubleUnaryOperator value = a -> a < 1 ? -a : -a + 5 * (a - 1) * (a - 1);
        assertThat(search(value, slope, 1.005, 20)).isPresent();
        assertThat(tried.get(1)).isGreaterThanOrEqualTo(2.01);
    }

    @Test
    void whatIsNotFiniteIsTooFar() {
        Trial found = search(
                        a -> a > 1e-3 ? Double.POSITIVE_INFINITY : (a - 5e-4) * (a - 5e-4),
                        a -> a > 1e-3 ? Double.NaN : 2 * (a - 5e-4),
                        1,
                        20)
                .orElseThrow();
        assertThat(found.alpha()).isCloseTo(5e-4, within(4.6e-4));
        assertThat(tried).startsWith(1.0, 0.1).hasSizeLessThan(7);
    }

    @Test
    void aCubicWithoutAMinimumIsHalved() {
        // Falls all the way, and yet is higher at the end: no smooth function, but what rounding may show.
        search(a -> a > 0.9 ? 10 : -a, a -> -1, 1, 2);
        assertThat(tried.get(1)).isBetween(0.1, 0.9);
        tried.clear();
        search(a -> a > 0.9 ? 0 : -a, a -> a > 0.9 ? -5 : -1, 1, 2);
        assertThat(tried.get(1)).isBetween(0.1, 0.9);
    }

    @Test
    void takesTheLowestThatDescendsWhenTheTrialsAreOver() {
        assertThat(search(a -> -a, a -> -1, 1, 3).orElseThrow().alpha()).isEqualTo(100);
        // Lower at 0.5 only, where it still falls steeply.
        Optional<Trial> found = search(a -> a > 0.6 ? 10 : -a, a -> -1, 1, 8);
        assertThat(found.orElseThrow().loss()).isNegative();
        assertThat(found.orElseThrow().alpha()).isLessThanOrEqualTo(0.6);
        assertThat(tried).hasSize(9 - 1 + 3);
    }

    @Test
    void findsNothingWhereNothingDescends() {
        assertThat(search(a -> a == 0 ? 0 : 1, a -> -1, 1, 12)).isEmpty();
        assertThat(tried).hasSize(12);
    }

    @Test
    void aBracketThatRoundingMakesOnePointEndsTheSearch() {
        assertThat(search(a -> a == 0 ? 1e9 : 1e9 + 1e3, a -> -1e-3, 1e-2, 50)).isEmpty();
        assertThat(tried).hasSizeLessThan(5);
    }

    @Test
    void lossesThatOnlyRoundingTellsApartAreEqual() {
        // Falls by less than a float's rounding, and seems to rise; the slopes know.
        Trial found =
                search(a -> 1 + (a == 0 ? 0 : 1e-9), a -> 1e-10 * (a - 1), 1, 9).orElseThrow();
        assertThat(found.alpha()).isEqualTo(1);
        tried.clear();
        Trial narrowed = search(a -> 1 + (a == 0 ? 0 : 1e-9), a -> 1e-6 * (a - 1), 2.5, 9)
                .orElseThrow();
        assertThat(narrowed.alpha()).isBetween(0.1, 1.9);
        assertThat(tried).hasSize(2);
    }

    @Test
    void mayBeStopped() {
        List<Double> asked = new ArrayList<>();
        LineSearch search = new LineSearch(
                new Trial(0, 0, -1, NONE, 1),
                alpha -> {
                    asked.add(alpha);
                    return new Trial(alpha, -alpha, -1, NONE, 1);
                },
                9,
                () -> asked.size() == 2);
        assertThat(search.from(1).orElseThrow().alpha()).isEqualTo(10);
        assertThat(asked).hasSize(2);
    }
}

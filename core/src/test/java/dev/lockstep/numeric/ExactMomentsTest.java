package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactMomentsTest {
    @Test
    void areThoseOfTheDefinition() {
        ExactMoments moments = new ExactMoments(true);
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
        for (double x : values) {
            moments.add(x);
        }
        assertThat(moments.mean(8)).isEqualTo(5);
        assertThat(moments.standardDeviation(8)).isEqualTo(2);
    }

    @Test
    void countZerosThatWereNotAdded() {
        ExactMoments moments = new ExactMoments(true);
        moments.add(4);
        assertThat(moments.mean(2)).isEqualTo(2);
        assertThat(moments.standardDeviation(2)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-320, 1e-200, 0.1, 3, 4096, 4097, 1e9, 1e200, Double.MAX_VALUE / 2})
    void scaleWithTheValuesAtAnyMagnitude(double unit) {
        ExactMoments moments = new ExactMoments(true);
        moments.add(unit);
        moments.add(2 * unit);
        assertThat(moments.mean(2) / unit).isCloseTo(1.5, within(1e-3));
        assertThat(moments.standardDeviation(2) / unit).isCloseTo(0.5, within(1e-3));
    }

    /** Subtracting squares in doubles would leave nothing but noise here. */
    @Test
    void loseNothingWhereTheMeanIsLarge() {
        ExactMoments moments = new ExactMoments(true);
        for (int i = 0; i < 1_000; i++) {
            moments.add(1e12 + (i % 2));
        }
        assertThat(moments.standardDeviation(1_000)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 7, 0.1, -1e300})
    void ofEqualValuesDeviateByExactlyZero(double x) {
        ExactMoments moments = new ExactMoments(true);
        for (int i = 0; i < 777; i++) {
            moments.add(x);
        }
        assertThat(moments.standardDeviation(777)).isZero();
        assertThat(moments.mean(777)).isEqualTo(x);
    }

    @Test
    void areTheSameHoweverTheyAreMerged() {
        RandomGenerator random = Seeds.generator(3);
        ExactMoments whole = new ExactMoments(true);
        ExactMoments[] parts = {new ExactMoments(true), new ExactMoments(true), new ExactMoments(true)};
        for (int i = 0; i < 3_000; i++) {
            double x = i % 3 == 0 ? random.nextInt(-5_000, 5_000) : random.nextGaussian();
            whole.add(x);
            parts[i % 3].add(x);
        }
        ExactMoments merged = new ExactMoments(true);
        merged.merge(parts[2]);
        parts[1].merge(parts[0]);
        merged.merge(parts[1]);
        assertThat(merged.mean(3_000)).isEqualTo(whole.mean(3_000));
        assertThat(merged.standardDeviation(3_000)).isEqualTo(whole.standardDeviation(3_000));
    }

    @Test
    void overNoValuesAreZero() {
        assertThat(new ExactMoments(true).mean(0)).isZero();
        assertThat(new ExactMoments(true).standardDeviation(0)).isZero();
    }

    @Test
    void withoutSquaresHaveNoDeviation() {
        ExactMoments moments = new ExactMoments(false);
        moments.add(0.5);
        ExactMoments other = new ExactMoments(false);
        other.add(1.5);
        moments.merge(other);
        assertThat(moments.mean(2)).isEqualTo(1);
        assertThatThrownBy(() -> moments.standardDeviation(2))
                .hasMessage("moments must be squared, but was not squared");
    }
}

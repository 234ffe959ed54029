package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.train.Spread;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0.43125, 0.4313",
        "0, 0.0000",
        "-0.5, -0.5000",
        "68912.44, 68912.4",
        "0.00012, 1.200e-04",
        "123456789, 1.235e+08",
        "NaN, undefined",
        "Infinity, Infinity"
    })
    void lossesHaveFourDecimalsWhereThoseSaySomething(double value, String shown) {
        assertThat(Figures.value(value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0.84, 0.8 s", "42.4, 42 s", "187, 3:07 min", "8100, 2:15 h", "59.7, 1:00 min"})
    void timesAreInTheUnitThatFitsThem(double seconds, String shown) {
        assertThat(Figures.seconds(seconds)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 0.001", "0.0123456, 0.01235", "1, 1.0"})
    void ratesHaveFourDigits(double rate, String shown) {
        assertThat(Figures.rate(rate)).isEqualTo(shown);
    }

    @Test
    void aGermanMachineShowsTheSame() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Figures.value(0.5) + Figures.count(12345)).isEqualTo("0.500012,345");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.87654, 0.0012, 5, 0.8765 ± 0.0012",
        "68912.44, 123.456, 2, 68912.4 ± 123.5",
        "0.0001, 0.00002, 3, 1.000e-04 ± 2.000e-05",
        "0.5, 0, 1, 0.5000",
        "Infinity, NaN, 2, Infinity"
    })
    void spreadsHaveAsManyDecimalsAsTheirMeans(double mean, double deviation, int count, String shown) {
        assertThat(Figures.spread(new Spread(mean, deviation, count))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2.875, 2.88", "10, 10", "0.1, 0.1"})
    void epochsHaveTwoDecimalsAtMost(double epochs, String shown) {
        assertThat(Figures.epochs(epochs)).isEqualTo(shown);
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.spark.StepTimes.Measured;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class StepTimesTest {
    /** Of normal equations in doubles, whose condition is that of the terms squared. */
    private static final Offset<Double> ROUNDING = within(1e-6);

    @Test
    void findsTheTermsThatTimesWereMadeOf() {
        StepTimes made = new StepTimes(2, 10, 0.5, 7);

        StepTimes fit = StepTimes.fit(grid(made, 0));

        assertThat(fit.constant()).isCloseTo(2, ROUNDING);
        assertThat(fit.perMillion()).isCloseTo(10, ROUNDING);
        assertThat(fit.perExecutor()).isCloseTo(0.5, ROUNDING);
        assertThat(fit.perMillionAndExecutor()).isCloseTo(7, ROUNDING);
        assertThat(fit.millis(25, 64)).isCloseTo(2 + 250 + 32 + 7 * 25 * 64, within(1e-3));
    }

    /** Ordinary least squares would make up for one with more of another. */
    @Test
    void noTermIsNegative() {
        StepTimes fit = StepTimes.fit(grid(new StepTimes(2, 10, 0, 7), -0.4));

        assertThat(fit.perExecutor()).isZero();
        assertThat(fit.constant()).isBetween(1.0, 2.0);
    }

    @Test
    void errorsAreRelative() {
        StepTimes times = new StepTimes(0, 10, 0, 0);

        assertThat(times.error(new Measured(2, 1, 40))).isEqualTo(-0.5);
        assertThat(times.error(new Measured(2, 9, 10))).isEqualTo(1);
    }

    @Test
    void oneNumberOfExecutorsIsNotEnough() {
        List<Measured> measured =
                Stream.of(1, 2, 3, 4).map(w -> new Measured(w, 2, 5.0 * w)).toList();

        assertThatThrownBy(() -> StepTimes.fit(measured)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Times at four numbers of weights and three of executors, each of which adds so much. */
    private static List<Measured> grid(StepTimes times, double anExecutorAdds) {
        return Stream.of(0.01, 0.27, 1.0, 4.0)
                .flatMap(w -> IntStream.of(1, 2, 4)
                        .mapToObj(e -> new Measured(w, e, times.millis(w, e) + anExecutorAdds * (e - 1))))
                .toList();
    }
}

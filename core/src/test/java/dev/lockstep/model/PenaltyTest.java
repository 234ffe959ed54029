package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PenaltyTest {
    @Test
    void costsWhatKerasSays() {
        assertThat(new Penalty(0.5, 0).value(-3)).isEqualTo(1.5);
        assertThat(new Penalty(0, 0.5).value(-3)).isEqualTo(4.5);
        assertThat(new Penalty(0.25, 2).value(2)).isEqualTo(8.5);
        assertThat(Penalty.NONE.value(7)).isZero();
    }

    @Test
    void derivativeIsThatOfTheValue() {
        double h = 0x1p-20;
        for (Penalty penalty : new Penalty[] {new Penalty(0.3, 0), new Penalty(0, 0.7), new Penalty(0.3, 0.7)}) {
            for (double theta : new double[] {-2.5, -0.01, 0.01, 3}) {
                double difference = (penalty.value(theta + h) - penalty.value(theta - h)) / (2 * h);
                assertThat(penalty.derivative(theta)).isCloseTo(difference, within(1e-8));
            }
            assertThat(penalty.derivative(0)).isZero();
        }
    }

    @Test
    void rejectsWhatIsNoPenalty() {
        for (double value : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Penalty(value, 0))
                    .withMessageStartingWith("l1 must be at least 0 and finite");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Penalty(0, value))
                    .withMessageStartingWith("l2 must be at least 0 and finite");
        }
    }
}

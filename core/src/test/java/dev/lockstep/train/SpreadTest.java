package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpreadTest {
    @Test
    void isThatOfASample() {
        assertThat(Spread.of(List.of(1.0, 2.0, 3.0, 6.0))).isEqualTo(new Spread(3, Math.sqrt(14.0 / 3), 4));
    }

    @Test
    void oneNumberHasNoDeviation() {
        assertThat(Spread.of(List.of(0.25))).isEqualTo(new Spread(0.25, 0, 1));
    }

    @Test
    void ofNothingThereIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }
}

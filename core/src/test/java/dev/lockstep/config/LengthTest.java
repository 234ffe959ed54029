package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.numeric.Named;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LengthTest {
    @ParameterizedTest
    @CsvSource({
        "200 steps,200 steps,200",
        "1 step,1 step,1",
        "1Epoch,1 epoch,50",
        "0.5 epochs,0.5 epochs,25",
        "30%,30%,150",
        "12.5 %,12.5%,63",
        "0.0001%,0.0001%,1"
    })
    void saysStepsOfARunOfTenEpochsOfFifty(String text, String written, long steps) {
        Length length = Length.parse(text).orElseThrow();

        assertThat(length).hasToString(written);
        assertThat(length.toSteps(50, 500)).isEqualTo(steps);
        assertThat(Length.parse(written)).contains(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "epoch", "-1 epochs", "1 epochs more", "1e3 steps", "one epoch"})
    void otherTextsAreNoLengths(String text) {
        assertThat(Length.parse(text)).isEmpty();
    }

    @Test
    void mustBePositiveAndWholeInSteps() {
        assertThatThrownBy(() -> Length.parse("0 epochs"))
                .hasMessage("length must be positive and finite, but was 0.0");
        assertThatThrownBy(() -> Length.parse("1.5 steps"))
                .hasMessage("length must be a whole number of steps, but was 1.5");
    }

    @Test
    void anEpochMayHaveAPartOfAnUpdate() {
        assertThat(Length.epochs(3).toSteps(2.5, 25)).isEqualTo(8);
        assertThat(new Length(50, Length.Unit.PERCENT).toSteps(2.5, 25)).isEqualTo(13);
        assertThat(Length.steps(7).toSteps(2.5, 25)).isEqualTo(7);
    }

    @Test
    void lengthsInSettingsBecomeStepsAtAnyDepth() {
        Named named = Lengths.parse(new Named(
                "piecewise",
                Map.of("a", List.of("1 epoch", "50%", 7), "b", Map.of("c", "3 steps"), "d", "text", "e", 0.5)));

        assertThat(named.settings().get("a"))
                .isEqualTo(List.of(Length.epochs(1), new Length(50, Length.Unit.PERCENT), 7L));
        assertThat(Lengths.toSteps(named, 100, 1_000))
                .isEqualTo(new Named(
                        "piecewise", Map.of("a", List.of(100, 500, 7), "b", Map.of("c", 3), "d", "text", "e", 0.5)));
    }
}

package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "2 minutes, 120000, 2 minutes",
        "1min, 60000, 1 minute",
        "90 Seconds, 90000, 90 seconds",
        "1 s, 1000, 1 second",
        "1.5 h, 5400000, 90 minutes",
        "2 hours, 7200000, 2 hours",
        "1 hour, 3600000, 1 hour",
        "250ms, 250, 250 ms",
    })
    void readsAndWritesTimes(String text, long millis, String written) {
        Duration time = Durations.parse(text).orElseThrow();

        assertThat(time).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.text(time)).isEqualTo(written);
        assertThat(Durations.parse(written)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "", "5 days", "-1 s", "s", "1 000 s"})
    void otherTextsAreNone(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void roundsToTheMillisecond() {
        assertThat(Durations.parse("0.0006 s")).contains(Duration.ofMillis(1));
    }
}

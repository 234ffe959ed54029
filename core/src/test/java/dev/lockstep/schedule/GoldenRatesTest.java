package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schedule has the rates that {@code schedules.py} computed in decimal arithmetic. */
final class GoldenRatesTest {
    /** A few roundings of a double, relative to the highest rate. */
    private static final double TOLERANCE = 4e-15;

    static Stream<GoldenRates> files() {
        return GoldenRates.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void hasTheRatesOfItsGoldenFile(GoldenRates golden) {
        LearningRateSchedule schedule = golden.schedule();
        double highest = golden.rows().stream().mapToDouble(row -> row[1]).max().orElseThrow();
        for (double[] row : golden.rows()) {
            long step = (long) row[0];
            assertThat(schedule.at(step))
                    .as("%s, step %d", golden, step)
                    .isCloseTo(row[1], Offset.offset(TOLERANCE * highest));
            if (row.length == 3) {
                assertThat(schedule.momentum(step).orElseThrow())
                        .as("momentum of %s, step %d", golden, step)
                        .isCloseTo(row[2], Offset.offset(TOLERANCE));
            } else if (!golden.name().equals("sequence")) { // which has it in one of its parts
                assertThat(schedule.momentum(step)).isEmpty();
            }
        }
    }

    @Test
    void everyNameAndEveryRecordHasAFileOfAtLeastTwelveSteps() {
        List<GoldenRates> files = GoldenRates.all().toList();
        assertThat(files).allSatisfy(file -> assertThat(file.rows()).hasSizeGreaterThanOrEqualTo(12));
        assertThat(files.stream().map(GoldenRates::name).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Schedules.names());
        Set<Class<?>> records =
                files.stream().map(file -> file.schedule().getClass()).collect(Collectors.toSet());
        assertThat(records)
                .isEqualTo(new HashSet<>(Arrays.asList(LearningRateSchedule.class.getPermittedSubclasses())));
    }
}

package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.ComparisonConfig.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that users begin with say what can be done. */
final class ExamplesTest {
    private static final long STEPS_PER_EPOCH = 108;

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../deploy/examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isARunOrAComparisonWithSchedulesThatFit(Path file) {
        if (!RunConfigs.isComparison(file, Map.of(), List.of())) {
            RunConfig run = RunConfigs.read(file, Map.of(), List.of());
            assertThat(run.output()).startsWith("runs/");
            return;
        }
        ComparisonConfig comparison = RunConfigs.readComparison(file, Map.of(), List.of());
        assertThat(comparison.run().output()).startsWith("runs/");
        for (Entry entry : comparison.entries()) {
            for (double rate : entry.learningRates()) {
                RunConfig run = comparison.run(entry, rate, 0);
                RunLength length = RunLength.of(run, STEPS_PER_EPOCH);
                assertThat(length.schedule(run.schedule().orElseThrow()).at(length.updates() - 1))
                        .isPositive();
            }
        }
    }
}

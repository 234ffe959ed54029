package dev.lockstep.config;

import java.time.Duration;
import java.util.Optional;

/** Reads how often a run is saved. */
final class CheckpointConfigReader {
    static final String KEY = "checkpoint";

    private CheckpointConfigReader() {}

    static Optional<CheckpointConfig> read(Section root) {
        Optional<Field> field = root.find(KEY);
        return field.isEmpty()
                ? Optional.of(CheckpointConfig.DEFAULT)
                : field.filter(given -> !given.is(Field.NONE))
                        .map(Field::section)
                        .map(CheckpointConfigReader::section);
    }

    private static CheckpointConfig section(Section section) {
        CheckpointConfig byDefault = CheckpointConfig.DEFAULT;
        int keep = section.find("keep").map(Field::integer).orElse(byDefault.keep());
        Optional<Field> every = section.find("every");
        section.finish();
        return section.field()
                .checked(() -> every.map(field -> every(field, keep))
                        .orElseGet(() -> new CheckpointConfig(byDefault.every(), byDefault.time(), keep)));
    }

    private static CheckpointConfig every(Field field, int keep) {
        if (field.plain() instanceof Long steps) {
            return new CheckpointConfig(Optional.of(Length.steps(steps)), Duration.ZERO, keep);
        }
        Optional<Length> length = Length.parse(field.text());
        Optional<Duration> time = Durations.parse(field.text()).filter(some -> !some.isZero());
        if (length.isEmpty() && time.isEmpty()) {
            throw field.wrong("a length such as 1 epoch or 500 steps, or a time such as 10 minutes");
        }
        return new CheckpointConfig(length, time.orElse(Duration.ZERO), keep);
    }
}

package dev.lockstep.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Short ways to read runs in tests. */
final class Runs {
    /** The shortest run, from line 1 to line 4; more can follow. */
    static final String LEAST = """
            data: {train: rows.csv, label: price}
            loss: squared
            output: runs/first
            """;

    /** The same with a loss for classes. */
    static final String CLASSES = LEAST.replace("squared", "cross_entropy");

    private Runs() {}

    static RunConfig read(String yaml, String... overrides) {
        return read(yaml, Map.of(), overrides);
    }

    static RunConfig read(String yaml, Map<String, String> environment, String... overrides) {
        try {
            return RunConfigs.read(new StringReader(yaml), "run.yaml", environment, List.of(overrides));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

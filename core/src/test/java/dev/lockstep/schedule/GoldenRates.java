package dev.lockstep.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A file that {@code schedules.py} wrote: a schedule with its settings, and its rates at some steps. */
record GoldenRates(String file, Map<String, Object> settings, Run run, List<double[]> rows) {
    private static final String SCHEDULE = "# schedule: ";
    private static final String RUN = "# run: ";

    /** Those of all files, by their names. */
    static Stream<GoldenRates> all() {
        URL script = Objects.requireNonNull(GoldenRates.class.getResource("schedules.py"));
        try (Stream<Path> files = Files.list(Path.of(script.toURI()).resolveSibling(""))) {
            return files
                    .filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .map(GoldenRates::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GoldenRates read(Path path) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // JSON is YAML, too
        Object settings = new Load(LoadSettings.builder().build())
                .loadFromString(header(lines, SCHEDULE).orElseThrow());
        Map<String, Object> named = new LinkedHashMap<>();
        ((Map<?, ?>) settings).forEach((key, value) -> named.put(key.toString(), value));
        Run run = header(lines, RUN)
                .map(words -> words.split(" ", -1))
                .map(words -> Run.of(Long.parseLong(words[0]), Long.parseLong(words[1])))
                .orElse(Run.UNKNOWN);
        List<double[]> rows = lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arrays.stream(line.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        return new GoldenRates(path.getFileName().toString(), named, run, rows);
    }

    private static Optional<String> header(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .findFirst();
    }

    String name() {
        return String.valueOf(settings.get("name"));
    }

    /** Without the name. */
    Map<String, Object> own() {
        Map<String, Object> own = new LinkedHashMap<>(settings);
        own.remove("name");
        return own;
    }

    LearningRateSchedule schedule() {
        return Schedules.of(name(), own(), run);
    }

    @Override
    public String toString() {
        return file;
    }
}

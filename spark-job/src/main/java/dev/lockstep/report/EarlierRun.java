package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.FileSystems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What an earlier run of {@code lockstep train} left in a folder.
 *
 * @param config its YAML
 * @param result how it ended; absent while it runs, and where it was killed
 */
public record EarlierRun(String config, Optional<JsonNode> result) {
    /** How a run ends that has nothing left to do. */
    private static final Set<String> FINISHED = Set.of("completed", "stopped_early", "converged", "stalled");

    /** Settings that decide where results go and how they come about, but not what they are. */
    private static final Set<String> IRRELEVANT =
            Set.of("output", "checkpoint", "trainer.runner", "trainer.placement_timeout");

    /** Settings that versions before did not write, and what these did. */
    private static final Map<String, String> ADDED = Map.of("trainer.compression", "none");

    /** The run in a folder; empty if there is none, or something else. */
    public static Optional<EarlierRun> in(String output, Configuration hadoop) throws IOException {
        Path folder;
        try {
            folder = new Path(output);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // which the claim of the folder will say
        }
        FileSystem files = FileSystems.plain(folder, hadoop);
        Optional<String> config = RecordedRun.text(files, new Path(folder, RunFolder.CONFIG));
        // Of a run on an object store that was killed, its metrics were never seen.
        boolean trained = files.exists(new Path(folder, RunFolder.METRICS))
                || files.exists(new Path(folder, RunFolder.CHECKPOINTS));
        boolean other = files.exists(new Path(folder, RunFolder.COMPARISON))
                || files.exists(new Path(folder, RunFolder.RANGE_TEST));
        if (config.isEmpty() || !trained || other) {
            return Optional.empty();
        }
        Path result = new Path(folder, RunFolder.RESULT);
        return Optional.of(new EarlierRun(
                config.get(),
                RecordedRun.text(files, result).map(text -> RecordedRun.object(text, result.toString()))));
    }

    /** Whether there is nothing left to do for it. */
    public boolean isFinished() {
        return result.filter(end -> FINISHED.contains(end.path("status").asText()))
                .isPresent();
    }

    /** What the files of its data were, by the key of their part; empty unless it ended well. */
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>();
        result.ifPresent(end -> end.path("data")
                .properties()
                .forEach(part -> data.put(part.getKey(), part.getValue().asText())));
        return data;
    }

    /** The settings of a configuration by their keys, as far as they decide what comes out. */
    public static Map<String, String> settings(String yaml) {
        Map<String, String> settings = new TreeMap<>(ConfigDifferences.settings(yaml));
        ADDED.forEach(settings::putIfAbsent);
        settings.keySet().removeIf(key -> IRRELEVANT.contains(key) || key.startsWith("checkpoint."));
        return settings;
    }

    /**
     * How it ended and how good it is, in lines for people.
     *
     * @param folder as people name it
     */
    public List<String> lines(String folder) {
        JsonNode end = result.orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add(RunTables.status(end) + " before: "
                + (end.has("best_epoch")
                        ? "best epoch " + end.path("best_epoch").asInt() + ", "
                        : "")
                + Figures.count(end.path("epochs").asLong()) + " epochs, "
                + Figures.count(end.path("steps").asLong()) + " steps, "
                + Figures.seconds(end.path("seconds").asDouble()));
        if (end.has("reason")) {
            lines.add(end.path("reason").asText());
        }
        lines.add("");
        List<List<String>> scores = RunTables.scores(end);
        if (scores.size() > 1) {
            TextTable table = new TextTable(true);
            scores.forEach(table::row);
            lines.addAll(table.lines());
            lines.add("");
        }
        lines.addAll(Lines.files(folder));
        return lines;
    }
}

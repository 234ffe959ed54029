package dev.lockstep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** In which settings runs differ. */
final class ConfigDifferences {
    private static final String OUTPUT = "output";

    private ConfigDifferences() {}

    /** A row for each setting that is not the same in all: its key, and its value in each run. {@code output} always differs. */
    static List<List<String>> of(List<RecordedRun> runs) {
        List<Map<String, String>> settings =
                runs.stream().map(run -> settings(run.config())).toList();
        Set<String> keys = new LinkedHashSet<>();
        settings.forEach(run -> keys.addAll(run.keySet()));
        keys.remove(OUTPUT);
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> values =
                    settings.stream().map(run -> run.getOrDefault(key, "")).toList();
            if (Set.copyOf(values).size() > 1) {
                List<String> row = new ArrayList<>(List.of(key));
                row.addAll(values);
                rows.add(row);
            }
        }
        return rows;
    }

    /** Values by their dotted keys; none if somebody made the file something else. */
    static Map<String, String> settings(String yaml) {
        Map<String, String> settings = new LinkedHashMap<>();
        try {
            if (new Load(LoadSettings.builder().build()).loadFromString(yaml) instanceof Map<?, ?> root) {
                put("", root, settings);
            }
        } catch (YamlEngineException e) {
            return Map.of(); // the page shows the text as it is
        }
        return settings;
    }

    private static void put(String prefix, Map<?, ?> values, Map<String, String> to) {
        values.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                put(prefix + key + ".", inner, to);
            } else {
                to.put(prefix + key, String.valueOf(value));
            }
        });
    }
}

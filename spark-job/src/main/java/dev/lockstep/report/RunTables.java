package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How runs ended, as tables: rows of cells, the first of them the head. */
final class RunTables {
    private static final String VALIDATION = "val_";
    private static final String TEST = "test_";

    private RunTables() {}

    /** Loss and metrics of the best weights, validation beside test; only a head if there are none. */
    static List<List<String>> scores(JsonNode result) {
        Set<String> names = new LinkedHashSet<>();
        for (String key : keys(List.of(result))) {
            names.add(key.substring(key.indexOf('_') + 1));
        }
        List<String> splits = new ArrayList<>();
        for (String split : List.of(VALIDATION, TEST)) {
            if (names.stream().anyMatch(name -> result.has(split + name))) {
                splits.add(split);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        splits.forEach(split -> head.add(split.equals(TEST) ? "test" : "validation"));
        rows.add(head);
        for (String name : names) {
            List<String> row = new ArrayList<>(List.of(name));
            splits.forEach(split -> row.add(cell(result.path(split + name))));
            rows.add(row);
        }
        return rows;
    }

    /** Every value of {@code result.json}, with its key. */
    static List<List<String>> all(JsonNode result) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("", "")));
        put("", result, rows);
        return rows;
    }

    private static void put(String prefix, JsonNode node, List<List<String>> rows) {
        node.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                put(prefix + field.getKey() + ".", field.getValue(), rows);
            } else {
                rows.add(List.of(prefix + field.getKey(), cell(field.getValue())));
            }
        });
    }

    /** A row for each run: how it ended and how good it is. */
    static List<List<String>> runs(List<RecordedRun> runs) {
        List<JsonNode> results = runs.stream()
                .map(run -> run.result().orElse(MissingNode.getInstance()))
                .toList();
        List<String> scores = keys(results);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("run", "status", "epochs", "best epoch", "steps", "time"));
        head.addAll(scores);
        rows.add(head);
        for (int i = 0; i < runs.size(); i++) {
            JsonNode result = results.get(i);
            List<String> row = new ArrayList<>(List.of(
                    runs.get(i).name(),
                    status(result),
                    endedInMidEpoch(result)
                            ? Figures.count(result.path("epochs").asLong() - 1)
                            : cell(result.path("epochs")),
                    cell(result.path("best_epoch")),
                    cell(result.path("steps")),
                    result.has("seconds")
                            ? Figures.seconds(result.path("seconds").asDouble())
                            : ""));
            scores.forEach(name -> row.add(cell(result.path(name))));
            rows.add(row);
        }
        return rows;
    }

    /** How a run ended, in words: {@code completed}, {@code stopped in epoch 3}. */
    static String status(JsonNode result) {
        String status = result.path("status").asText("not ended").replace('_', ' ');
        return endedInMidEpoch(result)
                ? status + " in epoch " + result.path("epochs").asLong()
                : status;
    }

    /** Whether its last epoch, which counts as one, was not trained to its end. */
    static boolean endedInMidEpoch(JsonNode result) {
        long stepsPerEpoch = result.path("steps_per_epoch").asLong();
        return stepsPerEpoch > 0 && result.path("steps").asLong() % stepsPerEpoch != 0;
    }

    private static List<String> keys(List<JsonNode> results) {
        Set<String> validation = new LinkedHashSet<>();
        Set<String> test = new LinkedHashSet<>();
        for (JsonNode result : results) {
            result.properties().forEach(field -> {
                if (field.getKey().startsWith(VALIDATION)) {
                    validation.add(field.getKey());
                } else if (field.getKey().startsWith(TEST)) {
                    test.add(field.getKey());
                }
            });
        }
        List<String> keys = new ArrayList<>(validation);
        keys.addAll(test);
        return keys;
    }

    private static String cell(JsonNode value) {
        if (value.isIntegralNumber()) {
            return Figures.count(value.asLong());
        }
        return value.isNumber() ? Figures.value(value.asDouble()) : value.isNull() ? "undefined" : value.asText("");
    }
}

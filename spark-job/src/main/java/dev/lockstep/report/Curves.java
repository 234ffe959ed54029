package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The numbers of {@code metrics.jsonl} by name, each with an entry per evaluation: NaN where it has none. */
final class Curves {
    static final String STEP = "step";

    private static final String SECONDS_END = "_seconds";
    private static final double MILLIS = 1e3;

    private final Map<String, List<Double>> columns = new LinkedHashMap<>();
    private int size;
    private int best = -1;

    /**
     * Adds an evaluation. One that is not later than those before it takes their place: the run went back there and on again.
     *
     * @param line has a step
     */
    void add(JsonNode line) {
        double step = line.path(STEP).asDouble();
        while (size > 0 && columns.getOrDefault(STEP, List.of()).get(size - 1) >= step) {
            size--;
            columns.values().forEach(column -> column.remove(size));
            best = best == size ? -1 : best;
        }
        double before = size == 0 ? 0 : columns.getOrDefault(STEP, List.of()).get(size - 1);
        line.properties().forEach(field -> {
            if (field.getValue().isNumber() || field.getValue().isNull()) {
                double value = field.getValue().isNull()
                        ? Double.NaN
                        : field.getValue().asDouble();
                put(field.getKey(), value);
                if (field.getKey().endsWith(SECONDS_END)) {
                    put(perStep(field.getKey()), value / (step - before) * MILLIS);
                }
            }
        });
        if (line.path("best").asBoolean()) {
            best = size;
        }
        size++;
        columns.values().forEach(column -> {
            if (column.size() < size) {
                column.add(Double.NaN);
            }
        });
    }

    private void put(String name, double value) {
        List<Double> column = columns.computeIfAbsent(name, unknown -> new ArrayList<>());
        while (column.size() < size) {
            column.add(Double.NaN);
        }
        column.add(value);
    }

    /** What {@code wait_seconds} and its like are called when they are milliseconds of one step, not seconds of all of them. */
    static String perStep(String seconds) {
        return seconds.substring(0, seconds.length() - SECONDS_END.length()) + "_millis";
    }

    /** In the order that they came. */
    Set<String> names() {
        return columns.keySet();
    }

    /** The number of evaluations. */
    int size() {
        return size;
    }

    /** The best evaluation's value of a name; NaN if none is the best, or it has no such value. */
    double best(String name) {
        List<Double> column = columns.getOrDefault(name, List.of());
        return best < 0 || column.isEmpty() ? Double.NaN : column.get(best);
    }

    /** The values of a name, of at most so many evaluations: evenly chosen, the first and the last among them. */
    List<Double> values(String name, int most) {
        List<Double> column = columns.getOrDefault(name, List.of());
        if (column.size() <= most) {
            return List.copyOf(column);
        }
        return LongStream.range(0, most)
                .mapToObj(i -> column.get((int) (i * (column.size() - 1) / (most - 1))))
                .toList();
    }
}

package dev.lockstep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one chart of a report shows.
 *
 * @param stacked whether its lines add up to something
 */
record RunChart(String title, boolean stacked, List<Line> lines) {
    private static final String VALIDATION = "val_";
    private static final String MILLIS = "_millis";

    /** Those that every run has, in the order of the page; validation metrics come after the first. */
    private static final Map<String, String> TITLES = titles();

    /** What is on the axis already, or is shown in another unit. */
    private static final Set<String> NOT_SHOWN =
            Set.of("epoch", Curves.STEP, "seconds", "wait_seconds", "reduce_seconds", "update_seconds");

    RunChart {
        lines = List.copyOf(lines);
    }

    /**
     * A curve of a run.
     *
     * @param run its number
     * @param keys the names of the curves whose sum it is
     */
    record Line(String label, int run, List<String> keys) {
        Line {
            keys = List.copyOf(keys);
        }
    }

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("learning_rate", "Learning rate");
        titles.put("momentum", "Momentum");
        titles.put("grad_norm", "Gradient norm");
        titles.put("rows_per_second", "Rows per second");
        return titles;
    }

    /** The charts of these runs: one run has related curves in one chart, several have one curve each in every chart. */
    static List<RunChart> of(List<RecordedRun> runs) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(run.curves().names()));
        names.removeAll(NOT_SHOWN);
        List<RunChart> charts = new ArrayList<>();
        charts.addAll(runs.size() == 1 ? List.of(losses(names)) : losses(names, runs));
        Stream.of(
                        names.stream().filter(name -> name.startsWith(VALIDATION) && !name.equals("val_loss")),
                        TITLES.keySet().stream().filter(names::contains),
                        names.stream().filter(RunChart::isOther))
                .flatMap(some -> some)
                .forEach(name -> charts.add(simple(title(name), name, runs)));
        split(names, runs).ifPresent(charts::add);
        return charts;
    }

    private static boolean isOther(String name) {
        return !name.startsWith(VALIDATION)
                && !name.endsWith(MILLIS)
                && !TITLES.containsKey(name)
                && !name.equals("loss");
    }

    private static String title(String name) {
        return name.startsWith(VALIDATION)
                ? "Validation " + name.substring(VALIDATION.length())
                : TITLES.getOrDefault(name, name);
    }

    private static RunChart losses(Set<String> names) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("training", 0, List.of("loss")));
        if (names.contains("val_loss")) {
            lines.add(new Line("validation", 0, List.of("val_loss")));
        }
        return new RunChart("Loss", false, lines);
    }

    private static List<RunChart> losses(Set<String> names, List<RecordedRun> runs) {
        RunChart training = simple("Training loss", "loss", runs);
        return names.contains("val_loss")
                ? List.of(training, simple("Validation loss", "val_loss", runs))
                : List.of(training);
    }

    private static RunChart simple(String title, String name, List<RecordedRun> runs) {
        return new RunChart(
                title,
                false,
                IntStream.range(0, runs.size())
                        .mapToObj(run ->
                                new Line(runs.size() == 1 ? name : runs.get(run).name(), run, List.of(name)))
                        .toList());
    }

    private static Optional<RunChart> split(Set<String> names, List<RecordedRun> runs) {
        List<String> parts =
                names.stream().filter(name -> name.endsWith(MILLIS)).toList();
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        String title = "Milliseconds of a step";
        return Optional.of(
                runs.size() == 1
                        ? new RunChart(
                                title, true, parts.stream().map(RunChart::part).toList())
                        : new RunChart(
                                title,
                                false,
                                IntStream.range(0, runs.size())
                                        .mapToObj(run -> new Line(runs.get(run).name(), run, parts))
                                        .toList()));
    }

    private static Line part(String name) {
        return new Line(name.substring(0, name.length() - MILLIS.length()), 0, List.of(name));
    }
}

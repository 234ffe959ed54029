package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.spark.Versions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs as one page that needs nothing else: charts by uPlot, how the runs ended, their configurations. */
final class RunPage {
    /** More do not fit beside each other on any screen. */
    private static final int MOST_POINTS = 4000;

    /** Nothing is loaded from anywhere, whatever a name or a configuration has in it. */
    private static final String POLICY = "<meta http-equiv=\"Content-Security-Policy\""
            + " content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\"/>\n";

    private RunPage() {}

    /** The page of one run, or of several to be compared. */
    static String html(List<RecordedRun> runs) {
        String title = runs.size() == 1 ? runs.get(0).name() : runs.size() + " runs";
        StringBuilder page = new StringBuilder(Html.head("Lockstep: " + title, POLICY + style()));
        page.append("<h1>").append(Html.text(title)).append("</h1>\n");
        page.append(runs.size() == 1 ? ending(runs.get(0)) : Html.table(RunTables.runs(runs), (row, column) -> false));
        if (runs.size() > 1) {
            page.append(differences(runs));
        }
        page.append(thinned(runs));
        page.append("""
                <div id="options" class="soft"></div>
                <div class="charts" id="charts"></div>
                <noscript><p>The charts need JavaScript.</p></noscript>
                """);
        runs.forEach(run -> page.append(configuration(run, runs.size() == 1)));
        page.append("<p class=\"soft\">Lockstep ")
                .append(Html.text(String.valueOf(Versions.all().get("lockstep"))))
                .append("; charts by uPlot</p>\n");
        return page.append(scripts(runs)).append(Html.foot()).toString();
    }

    private static String thinned(List<RecordedRun> runs) {
        int most = runs.stream().mapToInt(run -> run.curves().size()).max().orElse(0);
        return most <= MOST_POINTS
                ? ""
                : "<p class=\"soft\">Of " + Figures.count((long) most) + " evaluations, "
                        + Figures.count((long) MOST_POINTS) + " are drawn, evenly chosen"
                        + (runs.size() == 1 ? "" : "; so it is with every run that has more")
                        + ". All are in " + RunFolder.METRICS + ".</p>\n";
    }

    private static String ending(RecordedRun run) {
        JsonNode result = run.result().orElse(MissingNode.getInstance());
        StringBuilder text = new StringBuilder("<p>");
        String status = RunTables.status(result);
        text.append(Character.toUpperCase(status.charAt(0))).append(Html.text(status.substring(1)));
        if (result.has("epochs")) {
            text.append(": ");
            if (!RunTables.endedInMidEpoch(result)) {
                text.append(Figures.count(result.path("epochs").asLong())).append(" epochs, ");
            }
            text.append(Figures.count(result.path("steps").asLong()))
                    .append(" steps, ")
                    .append(Figures.seconds(result.path("seconds").asDouble()));
        }
        if (result.has("best_epoch")) {
            text.append("; best epoch ")
                    .append(Figures.count(result.path("best_epoch").asLong()))
                    .append(" by ")
                    .append(Html.text(result.path("monitor").asText()));
        }
        for (String why : List.of("reason", "error")) {
            text.append(result.has(why) ? ". " + Html.text(result.path(why).asText()) : "");
        }
        text.append("</p>\n");
        List<List<String>> scores = RunTables.scores(result);
        return scores.size() == 1
                ? text.toString()
                : text.append(Html.table(scores, (row, column) -> false)).toString();
    }

    private static String differences(List<RecordedRun> runs) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("setting"));
        runs.forEach(run -> head.add(run.name()));
        rows.add(head);
        rows.addAll(ConfigDifferences.of(runs));
        return rows.size() == 1
                ? "<p class=\"soft\">Their configurations are the same.</p>\n"
                : "<h2>What differs</h2>\n" + Html.table(rows, (row, column) -> false);
    }

    private static String configuration(RecordedRun run, boolean open) {
        String of = open ? "" : Html.text(run.name()) + ": ";
        return run.result()
                        .map(result -> "<details><summary>" + of + RunFolder.RESULT + "</summary>"
                                + Html.table(RunTables.all(result), (row, column) -> false) + "</details>\n")
                        .orElse("")
                + "<details" + (open ? " open=\"open\"" : "") + "><summary>" + of + RunFolder.CONFIG + "</summary><pre>"
                + Html.text(run.config()) + "</pre></details>\n";
    }

    private static String style() {
        return "<style>\n" + resource("uplot/uPlot.min.css") + "\n" + resource("report.css") + "</style>\n";
    }

    private static String scripts(List<RecordedRun> runs) {
        return "<script type=\"application/json\" id=\"data\">" + embedded(Json.line(data(runs))) + "</script>\n"
                + "<script>\n/*\n" + resource("uplot/LICENSE") + "*/\n" + resource("uplot/uPlot.iife.min.js")
                + "</script>\n"
                + "<script>\n" + resource("report.js") + "</script>\n";
    }

    /** JSON that cannot end the element that it stands in: what HTML might take for markup is only in strings. */
    static String embedded(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static Map<String, Object> data(List<RecordedRun> runs) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("charts", RunChart.of(runs).stream().map(RunPage::data).toList());
        data.put("runs", runs.stream().map(RunPage::data).toList());
        return data;
    }

    private static Map<String, Object> data(RunChart chart) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("title", chart.title());
        data.put("stacked", chart.stacked());
        data.put("lines", chart.lines().stream().map(RunPage::data).toList());
        return data;
    }

    private static Map<String, Object> data(RunChart.Line line) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("label", line.label());
        data.put("run", line.run());
        data.put("keys", line.keys());
        return data;
    }

    private static Map<String, Object> data(RecordedRun run) {
        Map<String, Object> columns = new LinkedHashMap<>();
        run.curves().names().forEach(name -> columns.put(name, run.curves().values(name, MOST_POINTS)));
        Map<String, Object> best = new LinkedHashMap<>();
        List.of(Curves.STEP, "seconds")
                .forEach(axis -> best.put(axis, run.curves().best(axis)));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("best", best);
        data.put("columns", columns);
        return data;
    }

    private static String resource(String name) {
        try (InputStream in = RunPage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of Lockstep's own jar", e);
        }
    }
}

package dev.lockstep.report;

import java.util.List;
import java.util.stream.Collectors;

/** Pieces of a page that is well-formed XML, too, and needs nothing but itself. */
final class Html {
    /** As many as there are in the style sheet; what is beyond has the same colours, dashed. */
    private static final int COLOURS = 8;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>%s</title>
            <style>
            :root { color-scheme: light dark; --back: #fff; --ink: #1b1f24; --soft: #59636e; --rule: #d9dee3; --mark: #eef2f6;
              --line0: #0969da; --line1: #d4600a; --line2: #1a7f37; --line3: #bf3989; --line4: #6639ba; --line5: #8a6100;
              --line6: #0f8a94; --line7: #cf222e; }
            @media (prefers-color-scheme: dark) {
              :root { --back: #0d1117; --ink: #e6edf3; --soft: #9198a1; --rule: #30363d; --mark: #1c232c;
                --line0: #58a6ff; --line1: #ff9a4d; --line2: #4cc366; --line3: #f778ba; --line4: #b794f6; --line5: #d9b44a;
                --line6: #45cfdc; --line7: #ff7b72; } }
            body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: var(--back); color: var(--ink);
              font: 16px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            h2 small, .soft { color: var(--soft); font-weight: normal; }
            .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%%, 24rem), 1fr)); gap: 0 2rem; }
            svg { display: block; width: 100%%; height: auto; font-size: 13px; }
            svg text { fill: var(--soft); }
            @media (max-width: 32rem) { svg { font-size: 16px; } }
            .grid { stroke: var(--rule); } .level { stroke: var(--soft); stroke-dasharray: 3 4; }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
            .dashed { stroke-dasharray: 6 5; }
            .line0 { color: var(--line0); } .line1 { color: var(--line1); } .line2 { color: var(--line2); }
            .line3 { color: var(--line3); } .line4 { color: var(--line4); } .line5 { color: var(--line5); }
            .line6 { color: var(--line6); } .line7 { color: var(--line7); }
            .line { stroke: currentColor; } .band { fill: currentColor; opacity: .18; }
            .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1.5rem 0 0; padding: 0; }
            .legend svg { display: inline-block; width: 2rem; height: .75rem; margin-right: .4rem; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
            th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--rule); text-align: right; }
            th { font-weight: 600; } th:first-child, td:first-child { text-align: left; padding-left: 0; }
            thead th { color: var(--soft); font-weight: normal; }
            .best { background: var(--mark); font-weight: 600; }
            pre { background: var(--mark); padding: 1rem; overflow-x: auto; font-size: .85rem; }
            summary { cursor: pointer; }
            </style>
            %s</head>
            <body>
            """;

    private Html() {}

    /** The beginning of a page, with all of its styles. */
    static String head(String title) {
        return head(title, "");
    }

    /** As above, with more at its end. */
    static String head(String title, String more) {
        return HEAD.formatted(text(title), more);
    }

    /** The end of a page. */
    static String foot() {
        return "</body>\n</html>\n";
    }

    /** Text that is read as it is, between tags and between quotes. */
    static String text(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    /** XML has no way to write control characters but these, and no half of a pair. */
    private static boolean isXml(int c) {
        return c >= ' '
                ? Character.getType(c) != Character.SURROGATE && c != 0xFFFE && c != 0xFFFF
                : c == '\n' || c == '\t';
    }

    /**
     * A line in the legend of charts.
     *
     * @param style the number of its colour and dashes
     * @param words what is to be said of it
     */
    record Key(int style, String name, String words) {}

    /** The names of charts' lines, with what is to be said of each. */
    static String legend(List<Key> keys) {
        StringBuilder legend = new StringBuilder("<ul class=\"legend\">\n");
        for (Key key : keys) {
            legend.append("<li><svg viewBox=\"0 0 32 12\" aria-hidden=\"true\"><line class=\"line ")
                    .append(lineStyle(key.style()))
                    .append("\" x1=\"2\" y1=\"6\" x2=\"30\" y2=\"6\"/></svg>")
                    .append(text(key.name()))
                    .append(" <span class=\"soft\">")
                    .append(text(key.words()))
                    .append("</span></li>\n");
        }
        return legend.append("</ul>\n").toString();
    }

    /** The number of the dashed line of the same colour. */
    static int dashed(int style) {
        return COLOURS + style % COLOURS;
    }

    /** The classes of a line in a chart and in its legend. */
    static String lineStyle(int number) {
        return "line" + number % COLOURS + (number / COLOURS % 2 == 0 ? "" : " dashed");
    }

    /** A table whose first row is its head and whose first column names the rows; the marked cells stand out. */
    static String table(List<List<String>> rows, Marked marked) {
        int columns = rows.get(0).size();
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
        table.append(rows.get(0).stream()
                .map(cell -> "<th scope=\"col\">" + text(cell) + "</th>")
                .collect(Collectors.joining()));
        table.append("</tr></thead>\n<tbody>\n");
        for (int r = 1; r < rows.size(); r++) {
            List<String> row = rows.get(r);
            table.append("<tr><th scope=\"row\">").append(text(row.get(0))).append("</th>");
            for (int c = 1; c < columns; c++) {
                table.append(marked.at(r, c) ? "<td class=\"best\">" : "<td>")
                        .append(c < row.size() ? text(row.get(c)) : "")
                        .append("</td>");
            }
            table.append("</tr>\n");
        }
        return table.append("</tbody>\n</table></div>\n").toString();
    }

    /** Which cells of a table stand out. */
    @FunctionalInterface
    interface Marked {
        boolean at(int row, int column);
    }
}

package dev.lockstep.report;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: the first column to the left, numbers to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean numbers;

    /**
     * An empty table.
     *
     * @param numbers whether all columns but the first are aligned to the right
     */
    public TextTable(boolean numbers) {
        this.numbers = numbers;
    }

    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public TextTable row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Its lines, without blanks at their ends. */
    public List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.size(); c++) {
            String pad = " ".repeat(widths[c] - row.get(c).length());
            line.append(c == 0 ? "" : GAP);
            line.append(numbers && c > 0 ? pad + row.get(c) : row.get(c) + pad);
        }
        return line.toString().stripTrailing();
    }
}

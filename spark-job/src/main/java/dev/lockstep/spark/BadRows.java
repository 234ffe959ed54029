package dev.lockstep.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Tells of the bad rows of a source: as an error where there are more than may be skipped, otherwise as warnings.
 *
 * @param source its name
 * @param allowed how many may be skipped
 * @param setting by which more may be: with {@code %d} for how many
 */
record BadRows(String source, RecordFinder finder, long allowed, String setting) {
    /**
     * Goes through what a pass found.
     *
     * @param counts in file order
     * @throws DataException if there are more bad rows than allowed
     */
    void report(List<BlockCount> counts, Consumer<String> warnings) {
        long bad = counts.stream().mapToLong(BlockCount::bad).sum();
        if (bad == 0) {
            return;
        }
        if (allowed == 0) {
            throw new DataException(lines(counts, 1).get(0)
                    + (bad > 1 ? " (and " + (bad - 1) + " more such rows)" : "")
                    + "; mend the file, or skip rows like this with " + String.format(Locale.ROOT, setting, bad));
        }
        if (bad > allowed) {
            throw new DataException(source + " has " + bad + " bad rows, but "
                    + String.format(Locale.ROOT, setting, allowed) + " lets " + allowed + " be skipped; the first is "
                    + lines(counts, 1).get(0));
        }
        List<String> shown = lines(counts, BlockCount.SHOWN);
        shown.forEach(line -> warnings.accept("skipped " + line));
        if (bad > shown.size()) {
            warnings.accept("skipped " + (bad - shown.size()) + " more rows of " + source);
        }
    }

    private List<String> lines(List<BlockCount> counts, int most) {
        return first(counts, finder, most).stream()
                .map(first -> first.where() + ": " + first.fault())
                .toList();
    }

    /**
     * One of the first bad rows.
     *
     * @param where file and line
     */
    record First(String where, String fault) {}

    /**
     * The first bad rows.
     *
     * @param counts in file order
     */
    static List<First> first(List<BlockCount> counts, RecordFinder finder, int most) {
        List<First> firsts = new ArrayList<>();
        String path = "";
        long before = 0;
        for (BlockCount block : counts) {
            before = block.path().equals(path) ? before : 0;
            path = block.path();
            for (BadRow row : block.firstBad()) {
                if (firsts.size() < most) {
                    firsts.add(new First(finder.where(path, before + row.position()), row.fault(finder)));
                }
            }
            before += block.records();
        }
        return firsts;
    }
}

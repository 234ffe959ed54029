package dev.lockstep.spark;

import dev.lockstep.numeric.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Checks the names in the header of a CSV file: whether they are text, and whether each stands there once. */
final class CsvNames {
    private static final String TABS_AND_LINES = "\t\n\r";

    private final String source;
    private final List<String> names;
    private final TextOptions options;

    /** @param names as Spark has them */
    CsvNames(String source, List<String> names, TextOptions options) {
        this.source = source;
        this.names = List.copyOf(names);
        this.options = options;
    }

    /** Refuses a header with control characters, which no text file has. */
    void requireText() {
        for (String name : names) {
            if (name.chars().anyMatch(c -> Character.isISOControl(c) && TABS_AND_LINES.indexOf(c) < 0)) {
                throw new DataException(source + " is no text: its header has the name \"" + Names.shown(name)
                        + "\"; give its true format, or options: {encoding: UTF-16} if it is written in that");
            }
        }
    }

    /**
     * Refuses a wanted name that stands in the header twice. Spark tells its columns apart by their numbers, {@code id0} and
     * {@code id3}, which nobody could know.
     *
     * @param files of which one that is not empty has the header
     */
    void requireOnce(Configuration hadoop, List<String> files, ColumnWishes wishes) {
        if (candidates().isEmpty() || options.lines().isEmpty()) {
            return;
        }
        RecordFinder.LineRule lines = options.lines().get();
        RecordFinder finder = new RecordFinder(
                hadoop, Optional.of(new RecordFinder.LineRule(false, lines.comment(), lines.encoding())));
        files.stream()
                .flatMap(file -> finder.find(file, 0).stream())
                .findFirst()
                .ifPresent(header -> require(CsvRecord.values(header.text(), options), wishes));
    }

    /** The columns whose names end with their number, by what stands before it, if there are several. */
    private List<List<Integer>> candidates() {
        Map<String, List<Integer>> columns = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String number = Integer.toString(i);
            if (names.get(i).endsWith(number)) {
                String name = names.get(i).substring(0, names.get(i).length() - number.length());
                columns.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                        .add(i);
            }
        }
        return columns.values().stream().filter(several -> several.size() > 1).toList();
    }

    private void require(List<@Nullable String> written, ColumnWishes wishes) {
        for (List<Integer> columns : candidates()) {
            int first = columns.get(0);
            List<String> renamed = columns.stream().map(names::get).toList();
            boolean doubled = written.size() == names.size()
                    && columns.stream().allMatch(i -> names.get(i).equals(trimmed(written.get(i)) + i));
            if (doubled
                    && (renamed.stream().anyMatch(wishes::wants)
                            || wishes.only().contains(trimmed(written.get(first))))) {
                String shown = Names.shown(trimmed(written.get(first)));
                throw new DataException(source + " has " + columns.size() + " columns with the name " + shown
                        + " (columns " + (first + 1) + " and " + (columns.get(1) + 1)
                        + "): rename them, or leave them out with data.features: {exclude: ["
                        + String.join(", ", renamed.stream().map(Names::shown).toList()) + "]}");
            }
        }
    }

    private String trimmed(@Nullable String name) {
        return name == null ? "" : options.trimsNames() ? name.strip() : name;
    }
}

package dev.lockstep.report;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Schedules, drawn for people.
 *
 * @param schedules at least one
 * @param yaml the resolved configuration
 */
public record ScheduleDrawing(List<DrawnSchedule> schedules, String yaml) {
    public ScheduleDrawing {
        schedules = List.copyOf(schedules);
    }

    /** How long the runs are, a table of rates, and what the table cannot tell, for a terminal. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        List<String> words = lines(schedules);
        lines.add(words.get(0));
        lines.add("");
        TextTable table = new TextTable(true);
        ScheduleTable.of(schedules).forEach(table::row);
        lines.addAll(table.lines());
        lines.add("");
        lines.addAll(words.subList(1, words.size()));
        return lines;
    }

    /** The length in its first line, and then what depends on more than the update. */
    static List<String> lines(List<DrawnSchedule> schedules) {
        List<String> lines = new ArrayList<>(List.of(schedules.stream()
                .map(DrawnSchedule::length)
                .map(length -> Figures.epochs(length.updatesPerEpoch()) + " updates an epoch, "
                        + Figures.count(length.updates()) + " in all")
                .distinct()
                .collect(Collectors.joining("; or "))));
        for (DrawnSchedule drawn : schedules) {
            drawn.metric()
                    .ifPresent(
                            metric -> lines.add(
                                    (schedules.size() == 1 ? "" : drawn.name() + ", ") + "plateau: " + metric
                                            + ". This depends on the metric, so what is drawn and listed is the rate without it."));
        }
        return lines;
    }

    /**
     * Writes the page over the one that may be there.
     *
     * @return where it is
     * @throws ConfigException if it cannot be written
     */
    public String write(String output, Configuration hadoop) throws IOException {
        return PageFile.replaced(PageFile.path(output), hadoop).write(page());
    }

    /**
     * Writes the page where an option says.
     *
     * @param overwrite whether a file that is there may be replaced
     * @return where it is
     * @throws ConfigException if it cannot be written
     */
    public String write(String output, boolean overwrite, Configuration hadoop) throws IOException {
        return PageFile.named(output, overwrite, hadoop).write(page());
    }

    private String page() {
        return new SchedulePage(schedules, yaml).html();
    }
}

package dev.lockstep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Schedules in rows of cells, for the terminal and for the page: their rates at some updates. The first row is the head. */
final class ScheduleTable {
    private static final int ROWS = 10;

    private ScheduleTable() {}

    static List<List<String>> of(List<DrawnSchedule> schedules) {
        boolean one = schedules.size() == 1;
        List<String> head = new ArrayList<>(List.of("update", "epoch"));
        schedules.forEach(drawn -> head.add(one ? "rate" : drawn.name()));
        schedules.stream()
                .filter(DrawnSchedule::hasMomentum)
                .forEach(drawn -> head.add((one ? "" : drawn.name() + ": ") + "momentum"));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        DrawnSchedule longest = schedules.get(0);
        for (DrawnSchedule drawn : schedules) {
            longest = drawn.length().updates() > longest.length().updates() ? drawn : longest;
        }
        for (long update : updates(longest)) {
            List<String> row = new ArrayList<>(List.of(Figures.count(update), Figures.epochs(longest.epochs(update))));
            schedules.forEach(drawn ->
                    row.add(isIn(drawn, update) ? Figures.rate(drawn.schedule().at(update)) : ""));
            schedules.stream()
                    .filter(DrawnSchedule::hasMomentum)
                    .forEach(drawn -> row.add(isIn(drawn, update) ? momentum(drawn, update) : ""));
            rows.add(row);
        }
        return rows;
    }

    private static long[] updates(DrawnSchedule longest) {
        long last = longest.length().updates() - 1;
        return LongStream.rangeClosed(0, ROWS)
                .map(i -> DrawnSchedule.between(last, i, ROWS))
                .distinct()
                .toArray();
    }

    private static boolean isIn(DrawnSchedule drawn, long update) {
        return update < drawn.length().updates();
    }

    private static String momentum(DrawnSchedule drawn, long update) {
        return drawn.schedule().momentum(update).stream()
                .mapToObj(Figures::rate)
                .findFirst()
                .orElse("");
    }
}

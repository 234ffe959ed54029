package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Checks;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of a checkpoint: {@code step-000000001200-a000001-1a2b3c4d}. Of two, that of the higher step is the newer one, and of two
 * of one step that of the higher attempt.
 *
 * @param attempt at the run, from 1
 * @param id eight hexadecimal digits, so that no attempt writes where another one does
 */
record CheckpointName(long step, int attempt, String id) implements Comparable<CheckpointName> {
    private static final Pattern NAME = Pattern.compile("step-([0-9]{12})-a([0-9]{6})-([0-9a-f]{8})");
    private static final Comparator<CheckpointName> OLDEST_FIRST = Comparator.comparingLong(CheckpointName::step)
            .thenComparingInt(CheckpointName::attempt)
            .thenComparing(CheckpointName::id);

    CheckpointName {
        Checks.atLeast("step", step, 0);
        Checks.require(attempt >= 1 && attempt <= Lease.MOST_ATTEMPTS, "attempt", "in [1, 999999]", attempt);
    }

    /** What a folder's name says; empty if it is not that of a checkpoint. */
    static Optional<CheckpointName> parse(String folder) {
        Matcher matcher = NAME.matcher(folder);
        return matcher.matches() && !matcher.group(2).equals("000000")
                ? Optional.of(new CheckpointName(
                        Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    String folder() {
        return String.format(Locale.ROOT, "step-%012d-a%06d-%s", step, attempt, id);
    }

    @Override
    public int compareTo(CheckpointName other) {
        return OLDEST_FIRST.compare(this, other);
    }

    @Override
    public String toString() {
        return folder();
    }
}

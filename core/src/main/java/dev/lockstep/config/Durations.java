package dev.lockstep.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as they are written in YAML: {@code 2 minutes}, {@code 90 seconds}, {@code 1.5 hours}, {@code 500 ms}. */
public final class Durations {
    private static final Pattern TEXT = Pattern.compile(
            "(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|second|seconds|min|minute|minutes|h|hour|hours)",
            Pattern.CASE_INSENSITIVE);

    private Durations() {}

    /** The time that a text says, to the millisecond; empty if it says none. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long millis = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "ms" -> 1;
            case "s", "second", "seconds" -> 1_000;
            case "min", "minute", "minutes" -> 60_000;
            default -> 3_600_000;
        };
        BigDecimal amount = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(millis));
        return Optional.of(
                Duration.ofMillis(amount.setScale(0, RoundingMode.HALF_EVEN).longValueExact()));
    }

    /** The text that {@link #parse} reads as this time, in the largest unit of which it is a multiple. */
    public static String text(Duration time) {
        long millis = time.toMillis();
        if (millis % 3_600_000 == 0) {
            return count(millis / 3_600_000, "hour");
        }
        if (millis % 60_000 == 0) {
            return count(millis / 60_000, "minute");
        }
        return millis % 1_000 == 0 ? count(millis / 1_000, "second") : millis + " ms";
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}

package dev.lockstep.numeric;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finding what somebody meant by a name that does not exist. */
public final class Names {
    private static final int MOST_NAMES = 40;
    private static final int MOST_LETTERS = 60;

    private Names() {}

    /** Whether a pattern stands for a name: {@code *} in it is any number of characters, {@code ?} is one. */
    public static boolean matches(String pattern, String name) {
        return name.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    /** The known name nearest to this one, if any is near: at most a third of its letters wrong, swapped, or missing. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        Optional<String> best = Optional.empty();
        int least = Math.max(1, wanted.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    /** {@code did you mean X?} where a name is near, and otherwise {@code known are: A, B, C}, as far as a line may go. */
    public static String hint(String name, Collection<String> known) {
        return nearest(name, known)
                .map(near -> "did you mean " + shown(near) + "?")
                .orElseGet(() -> {
                    String first =
                            known.stream().limit(MOST_NAMES).map(Names::shown).collect(Collectors.joining(", "));
                    return "known are: " + first
                            + (known.size() <= MOST_NAMES ? "" : ", … (" + known.size() + " in all)");
                });
    }

    /** A name from somebody's data as it is shown in a line: printable, and not longer than a name should be. */
    public static String shown(String name) {
        return printable(name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS) + "…");
    }

    /** A line with its control characters, and those that turn the direction of writing, escaped as in Java. */
    public static String printable(String line) {
        StringBuilder text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The fewest letters to insert, delete, replace or swap with a neighbour to get from a to b. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}

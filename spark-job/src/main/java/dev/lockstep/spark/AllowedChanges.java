package dev.lockstep.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may be different from when a run began.
 *
 * @param keys of the configuration or the data; a key stands for those below it as well
 */
public record AllowedChanges(Set<String> keys) {
    /** Nothing may. */
    public static final AllowedChanges NONE = new AllowedChanges(Set.of());

    private static final int MOST_NAMED = 8;
    private static final int MOST_CHARACTERS = 60;

    public AllowedChanges {
        keys = Set.copyOf(keys);
    }

    /** The keys whose values differ, sorted. */
    public static List<String> differing(Map<String, String> before, Map<String, String> now) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        all.removeIf(key -> before.getOrDefault(key, "").equals(now.getOrDefault(key, "")));
        return List.copyOf(all);
    }

    /**
     * Makes sure that everything that differs may.
     *
     * @param what is compared: {@code configuration} or {@code data}
     * @throws ResumeRefusedException naming the keys that may not, before and now
     */
    public void require(String what, Map<String, String> before, Map<String, String> now) {
        List<String> refused = differing(before, now).stream()
                .filter(key -> keys.stream().noneMatch(allowed -> key.equals(allowed) || key.startsWith(allowed + ".")))
                .toList();
        if (refused.isEmpty()) {
            return;
        }
        List<String> changes = new ArrayList<>();
        for (String key : refused.subList(0, Math.min(refused.size(), MOST_NAMED))) {
            changes.add(key + ": " + shown(before.getOrDefault(key, "nothing")) + " is now "
                    + shown(now.getOrDefault(key, "nothing")));
        }
        int more = refused.size() - changes.size();
        throw new ResumeRefusedException("the " + what + " of this run has changed: " + String.join("; ", changes)
                + (more == 0 ? "" : "; and " + more + " more")
                + ". Go back to it, allow it with --allow-changed " + String.join(",", refused)
                + ", start afresh with --overwrite, or take another folder with --set output=...");
    }

    private static String shown(String value) {
        return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS - 3) + "...";
    }
}

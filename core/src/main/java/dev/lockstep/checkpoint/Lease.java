package dev.lockstep.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The right to write a run's files: a file {@code attempt-000001.json} that only one can create. It ends when somebody takes the
 * next one, and is never deleted, so that whoever slept through that finds out.
 */
final class Lease {
    static final int MOST_ATTEMPTS = 999_999;

    private static final Pattern NAME = Pattern.compile("attempt-([0-9]{6})\\.json");
    private static final int MOST_BYTES = 1 << 16;

    private final CheckpointFiles files;
    private final int attempt;
    private final byte[] content;

    private Lease(CheckpointFiles files, int attempt, byte[] content) {
        this.files = files;
        this.attempt = attempt;
        this.content = content;
    }

    /** Takes the next attempt, whatever others there were. */
    static Lease take(CheckpointFiles files, Owner owner, String id) throws IOException {
        return take(files, owner, id, OptionalInt.empty());
    }

    /**
     * Takes the next attempt.
     *
     * @param id tells this one from every other
     * @param seen the latest attempt that may be there, 0 for none; empty if any may
     * @throws SupersededException if there is another one, in which case none is taken
     */
    static Lease take(CheckpointFiles files, Owner owner, String id, OptionalInt seen) throws IOException {
        while (true) {
            int latest = latest(files).orElse(0);
            if (seen.isPresent() && latest != seen.getAsInt()) {
                throw new SupersededException("another start of this run began meanwhile"
                        + latestOwner(files).map(other -> " (" + other + ")").orElse("")
                        + ": let that one go on, or stop it and start again");
            }
            int attempt = latest + 1;
            if (attempt > MOST_ATTEMPTS) {
                throw new IOException("there were " + MOST_ATTEMPTS + " attempts at this run: take another folder");
            }
            byte[] content = content(owner, id, attempt);
            try (OutputStream out = files.create(name(attempt))) {
                out.write(content);
            } catch (IOException e) {
                boolean taken = e
                        instanceof FileAlreadyExistsException; // if not by us, whose answer was lost, the next is ours
                if (!taken && !(files.list("").contains(name(attempt)) && holds(files, attempt, content))) {
                    throw e;
                }
            }
            if (holds(files, attempt, content)) {
                return new Lease(files, attempt, content);
            }
        }
    }

    private static boolean holds(CheckpointFiles files, int attempt, byte[] content) throws IOException {
        return Arrays.equals(read(files, attempt), content);
    }

    private static byte[] content(Owner owner, String id, int attempt) throws IOException {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("attempt", attempt);
        tree.put("id", id);
        tree.put("host", owner.host());
        tree.put("pid", owner.pid());
        tree.put("started", owner.started());
        return Json.pretty(tree);
    }

    /** Who made the latest attempt; empty where there was none, or its file is damaged. */
    static Optional<Owner> latestOwner(CheckpointFiles files) throws IOException {
        OptionalInt latest = latest(files);
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        try {
            String file = name(latest.getAsInt());
            Tree tree =
                    Tree.of(Json.read(new ByteArrayInputStream(read(files, latest.getAsInt())), file, "an attempt"));
            return Optional.of(new Owner(tree.text("host"), tree.whole("pid"), tree.text("started")));
        } catch (CheckpointException | IllegalArgumentException e) {
            return Optional.empty(); // killed while it wrote this
        }
    }

    private static byte[] read(CheckpointFiles files, int attempt) throws IOException {
        try (InputStream in = files.open(name(attempt))) {
            return in.readNBytes(MOST_BYTES);
        }
    }

    /** The number of the latest attempt; empty where there was none. */
    static OptionalInt latest(CheckpointFiles files) throws IOException {
        return attempts(files.list("")).max();
    }

    private static IntStream attempts(List<String> names) {
        return names.stream()
                .map(NAME::matcher)
                .filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)));
    }

    private static String name(int attempt) {
        return String.format(Locale.ROOT, "attempt-%06d.json", attempt);
    }

    /** From 1. */
    int attempt() {
        return attempt;
    }

    /**
     * Makes sure that nobody else took over.
     *
     * @throws SupersededException if somebody did
     */
    void require() throws IOException {
        List<String> names = files.list("");
        int latest = attempts(names).max().orElse(0);
        if (latest > attempt) {
            throw new SupersededException("attempt " + attempt + " at this run was superseded by attempt " + latest
                    + latestOwner(files).map(owner -> " (" + owner + ")").orElse("")
                    + ": only one can write to its folder; let that one go on, or stop it and start again");
        }
        if (latest < attempt || !holds(files, attempt, content)) {
            throw new SupersededException(
                    "the folder of this run was emptied or taken by another run; take another folder with --set output=...");
        }
    }
}

package dev.lockstep.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be seen of a run from outside, while it goes on and afterwards: the files in its folder. */
record WatchedRun(Path folder) {
    private static final Pattern ATTEMPT = Pattern.compile("attempt-(\\d{6})\\.json");
    private static final Pattern STEP = Pattern.compile("\"step\":(\\d+)");

    /** How often it has reported. */
    int reports() {
        return reportedSteps().size();
    }

    /** The steps after which it reported, in the order of the file. */
    List<Long> reportedSteps() {
        try {
            return Files.readAllLines(folder.resolve("metrics.jsonl")).stream()
                    .map(STEP::matcher)
                    .filter(Matcher::find)
                    .map(found -> Long.parseLong(found.group(1)))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often somebody began to train. */
    int attempts() {
        return names().stream()
                .map(ATTEMPT::matcher)
                .filter(Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }

    /** Whether the newest checkpoint that an attempt began has no manifest, which comes last. */
    boolean isSaving(int attempt) {
        String mark = String.format(Locale.ROOT, "-a%06d-", attempt);
        Optional<String> newest = names().stream()
                .filter(name -> name.startsWith("step-") && name.contains(mark))
                .max(Comparator.naturalOrder());
        return newest.isPresent()
                && !Files.exists(checkpoints().resolve(newest.get()).resolve("MANIFEST.json"));
    }

    /** Whether there is a whole checkpoint. */
    boolean isSaved() {
        return names().stream()
                .anyMatch(name -> Files.exists(checkpoints().resolve(name).resolve("MANIFEST.json")));
    }

    /** Whether its result is there. */
    boolean isOver() {
        return Files.exists(folder.resolve("result.json"));
    }

    byte[] model() throws IOException {
        return Files.readAllBytes(folder.resolve("model/model.safetensors"));
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    private List<String> names() {
        try (Stream<Path> all = Files.list(checkpoints())) {
            return all.map(path -> path.getFileName().toString()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

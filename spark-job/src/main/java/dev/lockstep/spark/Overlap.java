package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds out whether writing a folder would touch what is read. */
final class Overlap {
    private Overlap() {}

    /** The first of the inputs that is the folder, contains it or lies within it. */
    static Optional<String> find(Path folder, List<String> inputs, Configuration hadoop) throws IOException {
        for (String input : inputs) {
            if (isWithAny(folder, matching(input, hadoop), hadoop)) {
                return Optional.of(input);
            }
        }
        return Optional.empty();
    }

    /** Whether one of the places is the folder, contains it or lies within it. */
    static boolean isWithAny(Path folder, List<Path> places, Configuration hadoop) throws IOException {
        Path output = place(FileSystems.of(folder, hadoop), folder);
        for (Path given : places) {
            Path place = place(FileSystems.of(given, hadoop), given);
            if (isWithin(place, output) || isWithin(output, place)) {
                return true;
            }
        }
        return false;
    }

    /** None where there is no such file system: reading will say so. */
    private static List<Path> matching(String pathOrGlob, Configuration hadoop) throws IOException {
        Path path;
        FileSystem files;
        try {
            path = new Path(pathOrGlob);
            files = FileSystems.of(path, hadoop);
        } catch (IOException | IllegalArgumentException | ConfigException e) {
            return List.of();
        }
        FileStatus[] found = files.globStatus(path);
        return found == null || found.length == 0
                ? List.of(path)
                : Arrays.stream(found).map(FileStatus::getPath).toList();
    }

    /** One name for one place: without links where Java sees them, and without a port, which may be given or not. */
    private static Path place(FileSystem files, Path path) throws IOException {
        URI uri = files.makeQualified(path).toUri();
        if ("file".equals(uri.getScheme())) {
            return new Path("file", "", new File(uri.getPath()).getCanonicalPath());
        }
        String authority = Optional.ofNullable(uri.getAuthority()).orElse("");
        return new Path(uri.getScheme(), authority.replaceFirst(":[0-9]+$", ""), uri.getPath());
    }

    private static boolean isWithin(Path inner, Path outer) {
        for (Path at = inner; at != null; at = at.getParent()) {
            if (at.equals(outer)) {
                return true;
            }
        }
        return false;
    }
}

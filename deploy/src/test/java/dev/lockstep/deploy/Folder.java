package dev.lockstep.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder that {@code mvn package} leaves, which the tests run as a user does. */
final class Folder {
    private Folder() {}

    static Path path() {
        return Path.of(System.getProperty("lockstep.folder"));
    }

    /** {@code bin/lockstep} with arguments. */
    static List<String> lockstep(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(path().resolve("bin/lockstep").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    static Path submitJar() throws IOException {
        try (Stream<Path> files = Files.list(path())) {
            return files.filter(file -> file.toString().endsWith("-submit.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Whether a file is there and has a line with this text. */
    static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

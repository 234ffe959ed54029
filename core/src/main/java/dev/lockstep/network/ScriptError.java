package dev.lockstep.network;

import dev.lockstep.numeric.Names;
import java.util.List;

/** What libtorch says when a program fails, without its stack of C++ and of the program. */
final class ScriptError {
    private static final String CAUSE = "RuntimeError: ";

    private ScriptError() {}

    static String line(RuntimeException e) {
        List<String> lines = String.valueOf(e.getMessage())
                .lines()
                .takeWhile(line -> !line.startsWith("Exception raised from"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String line = lines.stream()
                .filter(text -> text.startsWith(CAUSE))
                .reduce((first, second) -> second) // the last one is the innermost
                .map(text -> text.substring(CAUSE.length()))
                .orElseGet(() -> lines.isEmpty() ? e.getClass().getSimpleName() : lines.get(0));
        return Names.printable(line);
    }
}

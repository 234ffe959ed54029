package dev.lockstep.spark;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An exception on its way from a worker to the driver. Its class may come from a jar that only tasks know, and what it holds may not be
 * serializable at all: so its text goes along.
 */
final class Failures {
    private Failures() {}

    /** The exception as the load of a message; nothing where it cannot be. */
    static List<Object> load(Throwable thrown, boolean local) {
        return local
                ? List.of(thrown)
                : attempt(() -> ClosureBytes.pack(thrown))
                        .<List<Object>>map(List::of)
                        .orElse(List.of());
    }

    /** The exception, or one with its text. */
    static Throwable thrown(String text, List<Object> load) {
        return load.stream()
                .flatMap(item -> (item instanceof byte[] bytes
                                ? attempt(() -> ClosureBytes.unpack(bytes, Throwable.class))
                                : Optional.of((Throwable) item))
                        .stream())
                .findFirst()
                .orElseGet(() -> new IllegalStateException(text));
    }

    private static <T> Optional<T> attempt(Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (Exception | LinkageError e) { // whatever users' exceptions do; the text is there
            return Optional.empty();
        }
    }
}

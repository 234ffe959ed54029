package dev.lockstep.model;

import dev.lockstep.numeric.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What can be chosen by name within a family: losses, metrics, models.
 *
 * @param <F> what makes a member
 */
final class Registry<F> {
    private final String family;
    private final Map<String, String> foreign;
    private final Map<String, F> factories = new LinkedHashMap<>();

    /**
     * An empty registry.
     *
     * @param family for errors, for example {@code loss}
     * @param foreign what other libraries call the members, in small letters, to our names
     */
    Registry(String family, Map<String, String> foreign) {
        this.family = family;
        this.foreign = foreign;
    }

    Registry<F> add(String name, F factory) {
        if (factories.putIfAbsent(name, factory) != null) {
            throw new IllegalArgumentException(family + " " + name + " exists twice: rename the one on the class path");
        }
        return this;
    }

    /**
     * The factory of that name.
     *
     * @throws IllegalArgumentException that says what it is called here, or which name is near
     */
    F get(String name) {
        return Optional.ofNullable(factories.get(name))
                .orElseThrow(() -> new IllegalArgumentException("unknown " + family + " " + name + ": " + hint(name)));
    }

    private String hint(String name) {
        String ours = foreign.get(name.toLowerCase(Locale.ROOT));
        return ours == null ? Names.hint(name, factories.keySet()) : "here it is called " + ours;
    }

    List<String> names() {
        return List.copyOf(factories.keySet());
    }
}

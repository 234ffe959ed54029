package dev.lockstep.spark;

import dev.lockstep.data.RawColumn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known about a table's columns before it is opened. Where all wanted columns of CSV have a given type, no pass over
 * the data is needed to find types out.
 *
 * @param types given types, by name
 * @param only the wanted columns; empty: all but {@code except}
 * @param except unwanted columns
 */
public record ColumnWishes(Map<String, RawColumn.Type> types, Set<String> only, Set<String> except) {
    /** Nothing is known: every column is wanted, and its type is found out. */
    public static final ColumnWishes NONE = new ColumnWishes(Map.of(), Set.of(), Set.of());

    public ColumnWishes {
        types = Map.copyOf(types);
        only = Set.copyOf(only);
        except = Set.copyOf(except);
    }

    /** Exactly these columns, as typed when the model was trained; others are left as they are. */
    public static ColumnWishes exactly(List<RawColumn> columns) {
        Map<String, RawColumn.Type> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return new ColumnWishes(types, new LinkedHashSet<>(types.keySet()), Set.of());
    }

    boolean wants(String name) {
        return only.isEmpty() ? !except.contains(name) : only.contains(name);
    }

    /** Whether nothing about the types of these columns has to be found out. */
    boolean settles(Collection<String> names) {
        return names.stream().filter(this::wants).allMatch(types::containsKey);
    }
}

package dev.lockstep.data;

import dev.lockstep.numeric.Names;
import java.util.List;

/** Finding columns by name. */
final class Schema {
    private Schema() {}

    /** The index of the column, or −1. */
    static int find(List<RawColumn> schema, String name) {
        for (int i = 0; i < schema.size(); i++) {
            if (schema.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The index of a column that must be there. */
    static int require(List<RawColumn> schema, String role, String name) {
        int column = find(schema, name);
        if (column < 0) {
            List<String> names = schema.stream().map(RawColumn::name).toList();
            throw new BadDataException("the data have no " + role + " column " + name + ": " + Names.hint(name, names));
        }
        return column;
    }

    /** Throws unless the column at that index is of the type that it was in training. */
    static void requireType(List<RawColumn> schema, int column, RawColumn.Type trained) {
        RawColumn here = schema.get(column);
        if (here.type() != trained) {
            throw new BadDataException("column " + here.name() + " was " + words(trained) + " in training and is "
                    + words(here.type()) + " here");
        }
    }

    /** The index of the column of row weights, or −1 where the name is empty. */
    static int weight(List<RawColumn> schema, String name) {
        if (name.isEmpty()) {
            return -1;
        }
        int column = require(schema, "weight", name);
        RawColumn.Type type = schema.get(column).type();
        if (type != RawColumn.Type.NUMBER) {
            throw new BadDataException("weight " + name + " is " + words(type) + ", but must be a number");
        }
        return column;
    }

    static String words(RawColumn.Type type) {
        return switch (type) {
            case NUMBER -> "a number";
            case TEXT -> "text";
            case VECTOR -> "a vector";
            case BYTES -> "bytes";
        };
    }
}

package dev.lockstep.data;

import java.io.Serializable;

/**
 * A column as it is read.
 *
 * @param name unique within its schema
 * @param type what its values are
 */
public record RawColumn(String name, Type type) implements Serializable {
    /** What the values of a column are. */
    public enum Type {
        /** Numbers and booleans (0 and 1). */
        NUMBER,
        TEXT,
        /** Several numbers, as many in each row: an array, or a vector dense or sparse. */
        VECTOR,
        /** Several unsigned bytes, as many in each row: an image. */
        BYTES
    }
}

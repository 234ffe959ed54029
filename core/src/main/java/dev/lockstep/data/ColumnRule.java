package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;

/**
 * How a column is to become features.
 *
 * @param name of the column
 * @param type what its values are
 * @param form what it becomes
 * @param buckets of {@code HASH}; 0 for others
 * @param missing what a missing value becomes; for categories {@code MEAN} and {@code INDICATOR} both make it a category
 * @param scale of numbers, vectors and bytes
 */
public record ColumnRule(String name, RawColumn.Type type, Form form, int buckets, Missing missing, Scale scale)
        implements Serializable {
    public ColumnRule {
        boolean fits = switch (form) {
            case NUMBER -> type == RawColumn.Type.NUMBER;
            case ONE_HOT, HASH, INDEX -> type == RawColumn.Type.NUMBER || type == RawColumn.Type.TEXT;
            case VECTOR -> type == RawColumn.Type.VECTOR;
            case BYTES -> type == RawColumn.Type.BYTES;
        };
        Checks.require(fits, "form of column " + name, "one for " + type, form);
        Checks.atLeast("buckets of column " + name, buckets, form == Form.HASH ? 1 : 0);
    }

    public static ColumnRule number(String name, Missing missing, Scale scale) {
        return new ColumnRule(name, RawColumn.Type.NUMBER, Form.NUMBER, 0, missing, scale);
    }

    /**
     * A category.
     *
     * @param type {@code TEXT}, or {@code NUMBER} for numbers that are categories
     * @param buckets of {@code HASH}; ignored for others
     */
    public static ColumnRule category(String name, RawColumn.Type type, Encode encode, int buckets, Missing missing) {
        int used = encode == Encode.HASH ? buckets : 0;
        return new ColumnRule(name, type, Form.of(encode), used, missing, new Scale.None());
    }

    /** A vector. {@code MEAN} and {@code INDICATOR} cost a sum for each feature: {@code FAIL} where none can be missing. */
    public static ColumnRule vector(String name, Missing missing, Scale scale) {
        return new ColumnRule(name, RawColumn.Type.VECTOR, Form.VECTOR, 0, missing, scale);
    }

    /** An image. {@code MEAN} and {@code INDICATOR} cost a sum for each feature: {@code FAIL} where none can be missing. */
    public static ColumnRule bytes(String name, Missing missing, Scale scale) {
        return new ColumnRule(name, RawColumn.Type.BYTES, Form.BYTES, 0, missing, scale);
    }
}

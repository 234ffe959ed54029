package dev.lockstep.data;

/** What a column becomes. */
public enum Form {
    /** One number. */
    NUMBER,
    /** A feature for each category. */
    ONE_HOT,
    /** A feature for each bucket of a hash. */
    HASH,
    /** The number of the category. */
    INDEX,
    /** A feature for each entry of a vector. */
    VECTOR,
    /** A feature for each byte. */
    BYTES;

    /** Whether values are categories. */
    public boolean isCategory() {
        return this == ONE_HOT || this == HASH || this == INDEX;
    }

    static Form of(Encode encode) {
        return switch (encode) {
            case ONE_HOT -> ONE_HOT;
            case HASH -> HASH;
            case INDEX -> INDEX;
        };
    }
}

package dev.lockstep.data;

/** Writes the features of a column. */
sealed interface ColumnEncoder permits NumberEncoder, CategoryEncoder, HashEncoder, VectorEncoder, BytesEncoder {
    /**
     * An encoder by the plan.
     *
     * @param column of the schema at hand
     * @param first of its features
     * @param packed whether rows are packed as bytes
     */
    static ColumnEncoder of(ColumnPlan plan, int column, int first, boolean packed) {
        return switch (plan.form()) {
            case NUMBER -> new NumberEncoder(plan, column, first);
            case ONE_HOT, INDEX -> new CategoryEncoder(plan, column, first);
            case HASH -> new HashEncoder(plan, column, first);
            case VECTOR -> new VectorEncoder(plan, column, first);
            case BYTES -> new BytesEncoder(plan, column, first, packed);
        };
    }

    /** Sets the features of the row that the packer has begun. */
    void encode(RawRow row, RowPacker packer);

    /** Sets the feature that says that the value is missing, if there is one. Throws where none may be missing. */
    static void setMissing(ColumnPlan plan, int first, RowPacker packer) {
        if (plan.missing().rule() == Missing.FAIL) {
            throw Cells.missing(plan.name());
        }
        if (plan.missing().feature()) {
            packer.set(first + plan.values(), 1);
        }
    }
}

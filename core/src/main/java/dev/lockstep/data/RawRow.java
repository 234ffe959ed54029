package dev.lockstep.data;

/**
 * One row as it is read, before preparation; columns by their index in the schema. A view that its reader reuses for the
 * next row, so that numbers are neither boxed nor copied.
 */
public interface RawRow {
    boolean isMissing(int column);

    /** The number in a {@code NUMBER} column that is not missing. */
    double number(int column);

    /** The text in a {@code TEXT} column that is not missing. */
    String text(int column);

    /** The bytes in a {@code BYTES} column, uncopied. */
    byte[] bytes(int column);

    /** The number of values stored in a {@code VECTOR} column: all of a dense vector, the non-zeros of a sparse one. */
    int vectorSize(int column);

    /** The number of features of a {@code VECTOR} column where the row knows it, otherwise −1: LIBSVM lines do not. */
    int vectorWidth(int column);

    /** The feature of the i-th stored value of a {@code VECTOR} column, from 0, ascending. */
    int vectorIndex(int column, int i);

    /** The i-th stored value of a {@code VECTOR} column. */
    double vectorValue(int column, int i);
}

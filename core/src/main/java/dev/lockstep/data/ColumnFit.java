package dev.lockstep.data;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;

/**
 * What the training rows say about a column. A row is first read in all columns, which may refuse it, and then added in
 * all, so that a refused row leaves no trace.
 */
sealed interface ColumnFit extends Serializable permits NumberFit, CategoryFit, HashFit, VectorFit, BytesFit {
    static ColumnFit of(ColumnRule rule, int column) {
        return switch (rule.form()) {
            case NUMBER -> new NumberFit(rule, column);
            case ONE_HOT, INDEX -> new CategoryFit(rule, column);
            case HASH -> new HashFit(rule, column);
            case VECTOR -> new VectorFit(rule, column);
            case BYTES -> new BytesFit(rule, column);
        };
    }

    /** The classes of which fits are made. */
    static List<Class<?>> classes() {
        return List.of(
                NumberFit.class,
                CategoryFit.class,
                HashFit.class,
                VectorFit.class,
                BytesFit.class,
                Categories.class,
                HashMap.class,
                NumberIndex.class);
    }

    /** Takes the row in, or refuses it; nothing is counted yet. */
    void read(RawRow row);

    /** Counts the row that was read last. */
    void add();

    /** Makes room for the row that was read last, which will be encoded, but must not be fitted to. */
    default void note() {}

    /** Adds what the other, of the same rule, has counted. */
    void merge(ColumnFit other);

    /** The plan for the column, after so many rows. */
    ColumnPlan finish(long rows);

    /** The entries of the column that are not 0 when so many rows are encoded by the plan. */
    long entries(ColumnPlan plan, long rows);
}

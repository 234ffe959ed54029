package dev.lockstep.data;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

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

    /** What is doubtful about the column, after so many rows. */
    Optional<ColumnDoubt> doubt(long rows);

    /** The doubt that no row has a value, if that is so. */
    static Optional<ColumnDoubt> empty(String name, long missing, long rows) {
        return missing == rows ? Optional.of(new ColumnDoubt(name, true, 0, 0)) : Optional.empty();
    }

    /** The doubt that the column has no values, or is text where a number was meant, if one is due. */
    static Optional<ColumnDoubt> ofText(ColumnDoubt values) {
        boolean doubtful = values.isEmpty() || (values.words() > 0 && values.numbers() > values.words());
        return doubtful ? Optional.of(values) : Optional.empty();
    }

    /** The plan for the column, after so many rows. */
    ColumnPlan finish(long rows);

    /** The entries of the column that are not 0 when so many rows are encoded by the plan. */
    long entries(ColumnPlan plan, long rows);
}

package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ExactMoments;
import dev.lockstep.numeric.ExactSum;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a preparation to training rows, in one pass. Everything it keeps is exact, so that neither the order of the rows nor
 * how they are divided among fits that are merged has any influence. For one thread.
 */
public final class PreparationFit implements Serializable {
    private static final long serialVersionUID = 1;

    private final ColumnFit[] columns;
    private final LabelFit label;
    private final String weight;
    private final int weightColumn;
    private long rows;
    private boolean weighs;

    /**
     * A fit of no rows yet.
     *
     * @param schema of the rows that are to be added
     * @throws BadDataException if the schema lacks a column of the rules, or has it with another type
     */
    public PreparationFit(PreparationRules rules, List<RawColumn> schema) {
        int labelColumn = Schema.require(schema, "label", rules.label().column());
        this.label =
                new LabelFit(rules.label(), labelColumn, schema.get(labelColumn).type());
        this.weight = rules.weight();
        this.weightColumn = Schema.weight(schema, weight);
        this.columns = rules.features().stream().map(rule -> fit(rule, schema)).toArray(ColumnFit[]::new);
    }

    private static ColumnFit fit(ColumnRule rule, List<RawColumn> schema) {
        int column = Schema.require(schema, "feature", rule.name());
        RawColumn.Type type = schema.get(column).type();
        if (type != rule.type()) {
            throw new BadDataException("column " + rule.name() + " is " + Schema.words(type) + ", but must be "
                    + Schema.words(rule.type()));
        }
        return ColumnFit.of(rule, column);
    }

    /** The classes of which a fit is made, for serializers that want to know them beforehand. */
    public static List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>(ColumnFit.classes());
        classes.addAll(List.of(
                PreparationFit.class,
                ColumnFit[].class,
                LabelFit.class,
                Classes.class,
                ExactSum.class,
                ExactSum[].class,
                ExactMoments.class,
                ExactMoments[].class,
                Missing.class,
                ScaleKind.class,
                Form.class,
                RawColumn.Type.class,
                Target.Kind.class,
                String[].class,
                String[][].class));
        return classes;
    }

    /** The number of rows that were added. */
    public long rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @throws BadRowException if it cannot be used; nothing of it has been added then
     */
    public void add(RawRow row) {
        double rowWeight = read(row);
        for (ColumnFit column : columns) {
            column.add();
        }
        label.add(rowWeight);
        weighs |= rowWeight > 0;
        rows++;
    }

    /**
     * Looks at a row without adding it, before it is known whether it is for training.
     *
     * @throws BadRowException if {@link #add} would throw it
     */
    public void check(RawRow row) {
        read(row);
    }

    /**
     * Makes room for a row that is not for training: its vectors and its class have a place then. It has no influence on
     * scales, categories, or what is put in for missing values, and its class weighs nothing.
     *
     * @throws BadRowException if {@link #add} would throw it; nothing has changed then
     */
    public void note(RawRow row) {
        read(row);
        for (ColumnFit column : columns) {
            column.note();
        }
        label.note();
    }

    private double read(RawRow row) {
        label.read(row);
        double rowWeight = Cells.weight(row, weightColumn, weight);
        for (ColumnFit column : columns) {
            column.read(row);
        }
        return rowWeight;
    }

    /** Adds the rows of the other, which was made from the same rules and schema. */
    public void merge(PreparationFit other) {
        Checks.require(columns.length == other.columns.length, "other fit", "of the same rules", "of others");
        for (int i = 0; i < columns.length; i++) {
            columns[i].merge(other.columns[i]);
        }
        label.merge(other.label);
        weighs |= other.weighs;
        rows += other.rows;
    }

    /** What is doubtful about the columns, by the training rows added so far. */
    public List<ColumnDoubt> doubts() {
        return Arrays.stream(columns)
                .flatMap(column -> column.doubt(rows).stream())
                .toList();
    }

    /**
     * The preparation that fits the rows added so far.
     *
     * @throws BadDataException if they cannot be trained on: no rows, one class, vectors of different lengths
     */
    public Preparation finish() {
        if (rows == 0) {
            throw new BadDataException("there are no usable training rows");
        }
        if (!weighs) {
            throw new BadDataException("every training row weighs 0 in column " + weight);
        }
        List<ColumnPlan> plans =
                Arrays.stream(columns).map(column -> column.finish(rows)).toList();
        long width = plans.stream().mapToLong(ColumnPlan::width).sum();
        if (width < 1 || width > Integer.MAX_VALUE) {
            throw new BadDataException(
                    "the columns " + plans.stream().map(ColumnPlan::name).toList() + " give " + width
                            + " features, but there must be 1 to " + Integer.MAX_VALUE);
        }
        long entries = 0;
        for (int i = 0; i < columns.length; i++) {
            entries += columns[i].entries(plans.get(i), rows);
        }
        boolean bytes = plans.stream().anyMatch(plan -> plan.form() == Form.BYTES);
        boolean sparse = !bytes && 8.0 * entries + 4.0 * rows < 4.0 * width * rows;
        return new Preparation(plans, label.finish(rows), weight, sparse, rows, entries);
    }
}

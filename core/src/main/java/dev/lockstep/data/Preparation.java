package dev.lockstep.data;

import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows become features, labels and weights, fitted to the training data; part of the model.
 *
 * @param columns that become features, in this order
 * @param weight the column of row weights; empty: each row weighs 1
 * @param sparse whether rows are packed as CSR
 * @param rows the training rows it was fitted to
 * @param entries the features of those rows that are not 0 (all of them where bytes are)
 */
public record Preparation(
        List<ColumnPlan> columns, LabelPlan label, String weight, boolean sparse, long rows, long entries)
        implements Serializable {
    public Preparation {
        columns = List.copyOf(columns);
        Checks.atLeast("rows", rows, 1);
    }

    /** The number of features. */
    public int width() {
        return Math.toIntExact(columns.stream().mapToLong(ColumnPlan::width).sum());
    }

    public Target target() {
        return label.target();
    }

    /** The name of a feature: {@code ocean_proximity=INLAND}. */
    public String featureName(int feature) {
        int rest = feature;
        for (ColumnPlan column : columns) {
            if (rest < column.width()) {
                return column.featureName(rest);
            }
            rest -= column.width();
        }
        throw new IllegalArgumentException("feature must be below " + width() + ", but was " + feature);
    }

    /** The bytes that a packed row takes on average: its features, its label, its weight. */
    public double expectedRowBytes() {
        double features = sparse ? 4 + 8.0 * entries / rows : isBytes() ? width() : 4.0 * width();
        return features + 4 + (weight.isEmpty() ? 0 : 4);
    }

    /** The columns that training rows must have: features, label, weight. */
    public List<RawColumn> schema() {
        List<RawColumn> schema = new ArrayList<>();
        for (ColumnPlan column : columns) {
            schema.add(new RawColumn(column.name(), column.type()));
        }
        schema.add(new RawColumn(label.column(), label.type()));
        if (!weight.isEmpty()) {
            schema.add(new RawColumn(weight, RawColumn.Type.NUMBER));
        }
        return List.copyOf(schema);
    }

    /** An empty packer for rows of this preparation. */
    public RowPacker newPacker() {
        boolean weighted = !weight.isEmpty();
        if (isBytes()) {
            float[] table = new float[256];
            for (int b = 0; b < table.length; b++) {
                table[b] = columns.get(0).scaling().apply(0, b);
            }
            return RowPacker.bytes(width(), table, weighted);
        }
        return sparse ? RowPacker.sparse(width(), weighted) : RowPacker.dense(width(), weighted);
    }

    /**
     * What encodes the rows of a schema, for one thread. Columns are found by name; those it does not know are passed over.
     *
     * @throws BadDataException if features are missing in the schema, or are of another type than in training
     */
    public RowEncoder encoder(List<RawColumn> schema) {
        return new RowEncoder(this, schema);
    }

    /** Whether rows are packed as bytes. */
    boolean isBytes() {
        return columns.size() == 1 && columns.get(0).isBytes();
    }
}

package dev.lockstep.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies a {@link Preparation} to the rows of a schema, into a packer. For one thread. */
public final class RowEncoder {
    private final LabelPlan plan;
    private final int label;
    private final String weight;
    private final int weightColumn;
    private final ColumnEncoder[] columns;
    private final @Nullable Classes classes;

    RowEncoder(Preparation preparation, List<RawColumn> schema) {
        this.plan = preparation.label();
        this.label = Schema.find(schema, plan.column());
        this.weight = preparation.weight();
        this.weightColumn = weight.isEmpty() ? -1 : Schema.find(schema, weight);
        this.classes = plan.spellings().isEmpty() ? null : new Classes(plan.column(), plan.type(), plan.spellings());
        requireFeatures(preparation, schema);
        this.columns = new ColumnEncoder[preparation.columns().size()];
        int first = 0;
        for (int i = 0; i < columns.length; i++) {
            ColumnPlan column = preparation.columns().get(i);
            int index = Schema.find(schema, column.name());
            columns[i] = ColumnEncoder.of(column, index, first, preparation.isBytes());
            first += column.width();
        }
        if (label >= 0) {
            Schema.requireType(schema, label, plan.type());
        }
        if (weightColumn >= 0) {
            Schema.requireType(schema, weightColumn, RawColumn.Type.NUMBER);
        }
    }

    private static void requireFeatures(Preparation preparation, List<RawColumn> schema) {
        List<String> absent = new ArrayList<>();
        for (ColumnPlan column : preparation.columns()) {
            int index = Schema.find(schema, column.name());
            if (index < 0) {
                absent.add(column.name());
            } else {
                Schema.requireType(schema, index, column.type());
            }
        }
        if (!absent.isEmpty()) {
            throw new BadDataException(
                    "the data lack features that there were in training: " + String.join(", ", absent));
        }
    }

    /** Whether rows have what {@link #encode} needs beside the features: label, and weight if there is one. */
    public boolean hasLabel() {
        return label >= 0 && (weight.isEmpty() || weightColumn >= 0);
    }

    /**
     * Packs a row with its label and weight.
     *
     * @throws BadRowException if it cannot be used; nothing of it has been packed then
     * @throws BadDataException if there is no column of labels or of weights
     */
    public void encode(RawRow row, RowPacker packer) {
        if (!hasLabel()) {
            throw new BadDataException(
                    label < 0
                            ? "the data have no label column " + plan.column()
                            : "the data have no weight column " + weight);
        }
        float y = label(row);
        float w = (float) Cells.weight(row, weightColumn, weight);
        features(row, packer);
        packer.end(y, w);
    }

    /**
     * Packs the features of a row, with label 0 and weight 1.
     *
     * @throws BadRowException if it cannot be used; nothing of it has been packed then
     */
    public void encodeFeatures(RawRow row, RowPacker packer) {
        features(row, packer);
        packer.end(0, 1);
    }

    private void features(RawRow row, RowPacker packer) {
        packer.begin();
        for (ColumnEncoder column : columns) {
            column.encode(row, packer);
        }
    }

    private float label(RawRow row) {
        if (classes != null) {
            Cells.requireLabel(row, label, plan.column());
            if (plan.type() == RawColumn.Type.NUMBER) {
                Cells.number(row, label, plan.column());
            }
            return classes.read(row, label, plan.type());
        }
        double y = Cells.label(row, label, plan.column(), plan.target().kind());
        float scaled = (float) ((y - plan.target().shift()) / plan.target().scale());
        if (Float.isInfinite(scaled)) {
            throw Cells.tooLarge(plan.column(), y);
        }
        return scaled;
    }
}

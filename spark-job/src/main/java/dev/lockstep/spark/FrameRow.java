package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.jspecify.annotations.Nullable;

/** A view of Spark's internal row, which it reads without boxing; its fields come first, in order. */
final class FrameRow implements RawRow {
    private final FrameField[] fields;
    private final @Nullable Vector[] vectors;
    private @Nullable InternalRow row;

    FrameRow(List<FrameField> fields) {
        this.fields = fields.toArray(new FrameField[0]);
        this.vectors = new Vector[this.fields.length];
    }

    void show(InternalRow next) {
        row = next;
        Arrays.fill(vectors, null);
    }

    @Override
    public boolean isMissing(int column) {
        return shown().isNullAt(column);
    }

    @Override
    public double number(int column) {
        return number(shown(), column, fields[column]);
    }

    @Override
    public String text(int column) {
        return shown().getUTF8String(column).toString();
    }

    @Override
    public byte[] bytes(int column) {
        return shown().getBinary(column);
    }

    @Override
    public int vectorSize(int column) {
        return vector(column).values.numElements();
    }

    @Override
    public int vectorWidth(int column) {
        return vector(column).width;
    }

    @Override
    public int vectorIndex(int column, int i) {
        ArrayData indices = vector(column).indices;
        return indices == null ? i : indices.getInt(i);
    }

    @Override
    public double vectorValue(int column, int i) {
        ArrayData values = vector(column).values;
        // A missing element is no number; preparation refuses or replaces it as it does NaN.
        return values.isNullAt(i) ? Double.NaN : number(values, i, fields[column]);
    }

    private Vector vector(int column) {
        Vector vector = vectors[column];
        if (vector == null) {
            vector = read(column);
            vectors[column] = vector;
        }
        return vector;
    }

    private Vector read(int column) {
        if (fields[column].shape() == FrameField.Shape.ARRAY) {
            return dense(shown().getArray(column));
        }
        InternalRow struct = shown().getStruct(column, 4);
        ArrayData values = struct.getArray(3);
        return struct.getByte(0) == 0 ? new Vector(struct.getArray(2), values, struct.getInt(1)) : dense(values);
    }

    private static Vector dense(ArrayData values) {
        return new Vector(null, values, values.numElements());
    }

    private static double number(SpecializedGetters from, int i, FrameField field) {
        return switch (field.access()) {
            case BOOLEAN -> from.getBoolean(i) ? 1 : 0;
            case BYTE -> from.getByte(i);
            case SHORT -> from.getShort(i);
            case INT -> from.getInt(i);
            case LONG -> from.getLong(i);
            case FLOAT -> from.getFloat(i);
            case DOUBLE -> from.getDouble(i);
            case DECIMAL -> from.getDecimal(i, field.precision(), field.scale()).toDouble();
            case TEXT -> throw new IllegalStateException("text is no number");
        };
    }

    private InternalRow shown() {
        return Objects.requireNonNull(row, "next() comes first");
    }

    /** The arrays of a vector; no indices where it is dense. */
    private static final class Vector {
        final @Nullable ArrayData indices;
        final ArrayData values;
        final int width;

        Vector(@Nullable ArrayData indices, ArrayData values, int width) {
            this.indices = indices;
            this.values = values;
            this.width = width;
        }
    }
}

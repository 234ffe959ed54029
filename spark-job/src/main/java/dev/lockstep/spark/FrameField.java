package dev.lockstep.spark;

import dev.lockstep.data.RawColumn;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;

/**
 * How a value of a Spark column is reached.
 *
 * @param access which of Spark's getters reads it, or the elements of an array
 * @param shape one value, or several
 * @param precision of a decimal
 * @param scale of a decimal
 */
record FrameField(Access access, Shape shape, int precision, int scale) implements Serializable {
    /** Spark's getters. */
    enum Access {
        BOOLEAN,
        BYTE,
        SHORT,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        DECIMAL,
        TEXT
    }

    /** How values lie. */
    enum Shape {
        ONE,
        ARRAY,
        /** Spark ML's vector: a struct of type (0 sparse, 1 dense), size, indices and values. */
        ML_VECTOR
    }

    private static final List<String> ML_VECTOR_FIELDS = List.of("type", "size", "indices", "values");

    /** Empty for a type that preparation does not know: times, maps, binary, nested values. */
    static Optional<FrameField> of(DataType type) {
        if (type instanceof UserDefinedType<?> user) {
            return of(user.sqlType());
        }
        if (type instanceof ArrayType array) {
            return one(array.elementType())
                    .filter(element -> element.access != Access.TEXT)
                    .map(element -> element.shaped(Shape.ARRAY));
        }
        // Without Spark ML on the class path, Parquet files with vectors show the bare struct.
        if (type instanceof StructType struct && isVector(struct)) {
            return Optional.of(new FrameField(Access.DOUBLE, Shape.ML_VECTOR, 0, 0));
        }
        return one(type);
    }

    RawColumn.Type type() {
        if (shape != Shape.ONE) {
            return RawColumn.Type.VECTOR;
        }
        return access == Access.TEXT ? RawColumn.Type.TEXT : RawColumn.Type.NUMBER;
    }

    private static Optional<FrameField> one(DataType type) {
        if (type instanceof DecimalType decimal) {
            return Optional.of(new FrameField(Access.DECIMAL, Shape.ONE, decimal.precision(), decimal.scale()));
        }
        return access(type).map(access -> new FrameField(access, Shape.ONE, 0, 0));
    }

    private static Optional<Access> access(DataType type) {
        if (type instanceof StringType) {
            return Optional.of(Access.TEXT);
        } else if (type instanceof DoubleType) {
            return Optional.of(Access.DOUBLE);
        } else if (type instanceof FloatType) {
            return Optional.of(Access.FLOAT);
        } else if (type instanceof IntegerType) {
            return Optional.of(Access.INT);
        } else if (type instanceof LongType) {
            return Optional.of(Access.LONG);
        } else if (type instanceof ShortType) {
            return Optional.of(Access.SHORT);
        } else if (type instanceof ByteType) {
            return Optional.of(Access.BYTE);
        } else if (type instanceof BooleanType) {
            return Optional.of(Access.BOOLEAN);
        }
        return Optional.empty();
    }

    private static boolean isVector(StructType struct) {
        StructField[] fields = struct.fields();
        return List.of(struct.fieldNames()).equals(ML_VECTOR_FIELDS)
                && fields[0].dataType() instanceof ByteType
                && fields[1].dataType() instanceof IntegerType
                && fields[2].dataType() instanceof ArrayType indices
                && indices.elementType() instanceof IntegerType
                && fields[3].dataType() instanceof ArrayType values
                && values.elementType() instanceof DoubleType;
    }

    private FrameField shaped(Shape other) {
        return new FrameField(access, other, precision, scale);
    }
}

package dev.lockstep.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import dev.lockstep.data.ByteFeatures;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Features;
import dev.lockstep.data.Piece;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType$;
import org.apache.spark.sql.types.TimestampNTZType$;
import org.apache.spark.sql.types.TimestampType$;

/** Teaches Kryo the classes that travel between driver and executors. Set by {@link SparkSessions}. */
public final class LockstepRegistrator implements KryoRegistrator {
    private static final int DENSE = 0;
    private static final int BYTES = 1;
    private static final int SPARSE = 2;

    /** What Spark's readers of CSV and JSON find out about columns and send, as far as Spark has not registered it. */
    private static final List<Class<?>> READ_TYPES = List.of(
            DataType[].class,
            ArrayType.class,
            BooleanType$.class,
            NullType$.class,
            TimestampType$.class,
            TimestampNTZType$.class);

    @Override
    public void registerClasses(Kryo kryo) {
        register(kryo, float[].class, BulkArrays::write, BulkArrays::readFloats);
        register(kryo, int[].class, BulkArrays::write, BulkArrays::readInts);
        register(kryo, GradientSum.class, LockstepRegistrator::writeSum, LockstepRegistrator::readSum);
        register(kryo, Chunk.class, LockstepRegistrator::writeChunk, LockstepRegistrator::readChunk);
        register(kryo, Piece.class, LockstepRegistrator::writePiece, LockstepRegistrator::readPiece);
        // Few and small, of shapes that users' own metrics and models decide; Kryo 4 cannot fill records.
        kryo.register(EvaluationSum.class, new JavaSerializer());
        kryo.register(Workbench.class, new JavaSerializer());
        for (Class<?> found : List.of(PassResult.class, BlockIndex.class, PartRows.class, Scorer.class)) {
            kryo.register(found, new JavaSerializer());
        }
        kryo.register(Object[].class);
        PassResult.classes().forEach(kryo::register);
        READ_TYPES.forEach(kryo::register);
    }

    private static void writeSum(Output output, GradientSum sum) {
        BulkArrays.write(output, SumBytes.of(sum));
    }

    private static GradientSum readSum(Input input) {
        return SumBytes.sum(BulkArrays.readBytes(input));
    }

    private static void writeChunk(Output output, Chunk chunk) {
        writeFeatures(output, chunk.features());
        BulkArrays.write(output, chunk.labels());
        BulkArrays.write(output, chunk.weights());
    }

    private static Chunk readChunk(Input input) {
        return new Chunk(readFeatures(input), BulkArrays.readFloats(input), BulkArrays.readFloats(input));
    }

    private static void writePiece(Output output, Piece piece) {
        output.writeInt(piece.chunk());
        BulkArrays.write(output, piece.offsets());
        writeChunk(output, piece.rows());
    }

    private static Piece readPiece(Input input) {
        return new Piece(input.readInt(), BulkArrays.readInts(input), readChunk(input));
    }

    private static void writeFeatures(Output output, Features features) {
        if (features instanceof DenseFeatures dense) {
            start(output, DENSE, features);
            BulkArrays.write(output, dense.values());
        } else if (features instanceof ByteFeatures bytes) {
            start(output, BYTES, features);
            BulkArrays.write(output, bytes.values());
            BulkArrays.write(output, bytes.table());
        } else if (features instanceof SparseFeatures sparse) {
            start(output, SPARSE, features);
            BulkArrays.write(output, sparse.rowStarts());
            BulkArrays.write(output, sparse.indices());
            BulkArrays.write(output, sparse.values());
        }
    }

    private static void start(Output output, int kind, Features features) {
        output.writeByte(kind);
        output.writeInt(features.rows());
        output.writeInt(features.width());
    }

    private static Features readFeatures(Input input) {
        int kind = input.readByte();
        int rows = input.readInt();
        int width = input.readInt();
        return switch (kind) {
            case DENSE -> new DenseFeatures(rows, width, BulkArrays.readFloats(input));
            case BYTES -> new ByteFeatures(rows, width, BulkArrays.readBytes(input), BulkArrays.readFloats(input));
            case SPARSE ->
                new SparseFeatures(
                        width, BulkArrays.readInts(input), BulkArrays.readInts(input), BulkArrays.readFloats(input));
            default -> throw new KryoException("features of kind " + kind + ": sent by another version");
        };
    }

    private static <T> void register(Kryo kryo, Class<T> type, BiConsumer<Output, T> write, Function<Input, T> read) {
        kryo.register(type, new Serializer<T>() {
            @Override
            public void write(Kryo ignored, Output output, T value) {
                write.accept(output, value);
            }

            @Override
            public T read(Kryo ignored, Input input, Class<T> asked) {
                return read.apply(input);
            }
        });
    }
}

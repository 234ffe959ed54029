package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.ByteFeatures;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Piece;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Metrics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag$;

/** What travels, there and back through Kryo, with nothing allowed that is not registered. */
final class LockstepRegistratorTest {
    /** More than one block of the bulk copy, and not a whole number of them. */
    private static final int LONG = 40_001;

    @ParameterizedTest
    @MethodSource("travellers")
    void comesBackAsItWent(Object traveller) {
        assertThat(travel(traveller)).usingRecursiveComparison().isEqualTo(traveller);
    }

    static Stream<Object> travellers() {
        float[] values = new float[LONG];
        int[] numbers = new int[LONG];
        for (int i = 0; i < LONG; i++) {
            values[i] = Float.intBitsToFloat(i * 69_069 & 0x7F7FFFFF);
            numbers[i] = i * 69_069;
        }
        Chunk dense = new Chunk(
                new DenseFeatures(2, 2, new float[] {1, -0.5f, Float.MIN_VALUE, 4}),
                new float[] {1, 0},
                new float[] {2, 3});
        Chunk images =
                new Chunk(new ByteFeatures(1, 3, new byte[] {-1, 0, 7}, new float[256]), new float[1], new float[0]);
        Chunk sparse = new Chunk(
                new SparseFeatures(9, new int[] {0, 0, 2}, new int[] {3, 8}, new float[] {1, 2}),
                new float[2],
                new float[0]);
        Chunk none = new Chunk(new DenseFeatures(0, 4, new float[0]), new float[0], new float[0]);
        return Stream.of(
                values,
                numbers,
                new float[0],
                new GradientSum(values, 0.1, 3, 1L << 40),
                new GradientSum(new float[LONG], LONG, 0.1, 3, 1L << 40),
                dense,
                images,
                sparse,
                none,
                new Piece(7, new int[] {5, 1}, dense),
                new PartRows());
    }

    /** What Spark finds out about the columns of CSV and JSON: types are compared by identity. */
    @Test
    void typesOfColumnsAreThemselvesAgain() {
        DataType[] types = {
            DataTypes.NullType,
            DataTypes.BooleanType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.DoubleType,
            DataTypes.createDecimalType(20, 0),
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType,
            DataTypes.StringType,
            DataTypes.createArrayType(DataTypes.DoubleType)
        };

        assertThat((DataType[]) travel(types)).containsExactly(types);
    }

    @Test
    void evaluationsKeepWhatTheirMetricsKnow() {
        List<Metric> metrics =
                Metrics.names().stream().map(name -> Metrics.of(name, Map.of())).toList();

        EvaluationSum sum = (EvaluationSum) travel(new EvaluationSum(metrics));

        assertThat(sum.evaluation(metrics).metrics())
                .containsOnlyKeys(metrics.stream().map(Metric::name).toList());
    }

    private static Object travel(Object traveller) {
        SparkConf conf = SparkSessions.configure(new SparkConf(false)).set("spark.kryo.registrationRequired", "true");
        SerializerInstance kryo = new KryoSerializer(conf).newInstance();
        return kryo.deserialize(
                kryo.serialize(traveller, ClassTag$.MODULE$.<Object>apply(Object.class)),
                ClassTag$.MODULE$.<Object>apply(Object.class));
    }
}

package dev.lockstep.spark;

import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import scala.reflect.ClassTag$;

/** What Spark's closure serializer makes of an object, within one application: as Spark itself sends tasks. */
final class ClosureBytes {
    private ClosureBytes() {}

    static byte[] pack(Object object) {
        ByteBuffer buffer = SparkEnv.get()
                .closureSerializer()
                .newInstance()
                .serialize(object, ClassTag$.MODULE$.<Object>apply(Object.class));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** A new object of those bytes. Its class loader knows the jars that users add. */
    static <T> T unpack(byte[] bytes, Class<T> type) {
        return SparkEnv.get()
                .closureSerializer()
                .newInstance()
                .deserialize(
                        ByteBuffer.wrap(bytes),
                        Thread.currentThread().getContextClassLoader(),
                        ClassTag$.MODULE$.<T>apply(type));
    }
}

package dev.lockstep.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A broadcast that is destroyed when it is closed. A context that is stopped has let go of it already. */
record Loan<T>(JavaSparkContext spark, Broadcast<T> broadcast) implements AutoCloseable {
    @Override
    public void close() {
        try {
            broadcast.destroy();
        } catch (Exception e) { // Scala throws checked ones, too, without declaring them
            if (!spark.sc().isStopped()) {
                throw e;
            }
        }
    }
}

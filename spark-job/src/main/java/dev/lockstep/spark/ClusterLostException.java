package dev.lockstep.spark;

import org.apache.spark.api.java.JavaSparkContext;

/** Executors were lost, or their tasks failed, more often than a run can bear. */
public final class ClusterLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClusterLostException(String message) {
        super(message);
    }

    public ClusterLostException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Where Spark's context is stopped, that is what is wrong, whatever was thrown. */
    static void throwIfStopped(JavaSparkContext spark, Exception thrown) {
        if (spark.sc().isStopped() && !(thrown instanceof ClusterLostException)) {
            throw new ClusterLostException(
                    "Spark stopped before a step was done: " + ReadFaults.oneLine(thrown)
                            + "; see the driver's log, and start again",
                    thrown);
        }
    }
}

package dev.lockstep.spark;

/** Executors were lost, or their tasks failed, more often than a run can bear. */
public final class ClusterLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClusterLostException(String message) {
        super(message);
    }

    public ClusterLostException(String message, Throwable cause) {
        super(message, cause);
    }
}

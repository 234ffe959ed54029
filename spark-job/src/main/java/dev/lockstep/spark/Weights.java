package dev.lockstep.spark;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The weights of one question on their way to the executors: the array itself in one process; between processes what has changed since
 * the question before, where that is less; else their bytes in each reply, or, where that is much for the driver to send, a torrent
 * broadcast, which executors pass on among themselves.
 */
final class Weights implements AutoCloseable {
    /** So many bytes may leave the driver at once without a broadcast, which takes some more turns of the network. */
    private static final String THRESHOLD = "spark.lockstep.broadcastThreshold";

    /** Without a task's context: what a task thread reads of a broadcast stays locked in memory until the task ends. */
    private static final Executor READER = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lockstep-weights");
        thread.setDaemon(true);
        return thread;
    });

    private final Carrier carrier;
    private final Object load;
    private final long bytes;
    private final Optional<Loan<float[]>> broadcast;

    private Weights(Carrier carrier, Object load, float[] theta, Optional<Loan<float[]>> broadcast) {
        this.carrier = carrier;
        this.load = load;
        this.bytes = (long) Float.BYTES * theta.length;
        this.broadcast = broadcast;
    }

    /** How they travel. */
    enum Carrier {
        /** By reference, in one process. */
        REFERENCE,
        BYTES,
        BROADCAST,
        /** What is different from the weights of the question before, which the receiver must have. */
        CHANGES
    }

    /**
     * Called on the driver; to be closed once all have answered.
     *
     * @param before the weights that all executors have of the question before, if they do
     */
    static Weights send(JavaSparkContext spark, float[] theta, int executors, Optional<float[]> before) {
        if (spark.isLocal()) {
            return reference(theta);
        }
        long threshold = spark.getConf().getSizeAsBytes(THRESHOLD, "32m");
        // A broadcast leaves the driver about once, whatever the number of executors; changes leave it once for each.
        long most = Math.max(threshold, (long) Float.BYTES * theta.length) / executors;
        // The same array may have been written to since.
        return before.filter(last -> last != theta)
                .flatMap(last -> WeightChanges.between(last, theta, most))
                .map(bytes -> new Weights(Carrier.CHANGES, bytes, theta, Optional.empty()))
                .orElseGet(() -> whole(spark, theta, executors, threshold));
    }

    private static Weights whole(JavaSparkContext spark, float[] theta, int executors, long threshold) {
        if ((long) Float.BYTES * theta.length * executors <= threshold) {
            return new Weights(Carrier.BYTES, SumBytes.of(theta), theta, Optional.empty());
        }
        Broadcast<float[]> broadcast = spark.broadcast(theta);
        var loan = new Loan<>(spark, broadcast);
        return new Weights(Carrier.BROADCAST, ClosureBytes.pack(broadcast), theta, Optional.of(loan));
    }

    /** The array itself. */
    static Weights reference(float[] theta) {
        return new Weights(Carrier.REFERENCE, theta, theta, Optional.empty());
    }

    Carrier carrier() {
        return carrier;
    }

    /** What goes along with a message. */
    Object load() {
        return load;
    }

    /** How many bytes all weights are. */
    long bytes() {
        return bytes;
    }

    /** Lets go of them everywhere. */
    @Override
    public void close() {
        broadcast.ifPresent(Loan::close);
    }

    /**
     * Called in a task. Not to be written to.
     *
     * @param before the weights of the question before, if there was one
     */
    @SuppressWarnings("unchecked") // only float arrays are sent
    static float[] receive(Carrier carrier, Object load, Optional<float[]> before) {
        return switch (carrier) {
            case REFERENCE -> (float[]) load;
            case BYTES -> SumBytes.floats((byte[]) load);
            case BROADCAST -> {
                Broadcast<float[]> broadcast = ClosureBytes.unpack((byte[]) load, Broadcast.class);
                yield CompletableFuture.supplyAsync(broadcast::value, READER).join();
            }
            case CHANGES ->
                WeightChanges.apply(
                        before.orElseThrow(() -> new IllegalStateException("changes of weights that were never sent")),
                        (byte[]) load);
        };
    }
}

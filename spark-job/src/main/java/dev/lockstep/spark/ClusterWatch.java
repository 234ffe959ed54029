package dev.lockstep.spark;

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** What else happens in the application that a standing job must know of: executors lost, and jobs of others, which want its slots. */
final class ClusterWatch extends SparkListener {
    private final SparkContext context;
    private final String owner;
    private final Listener listener;
    private final Set<Integer> others = new HashSet<>();
    private final Set<String> removed = new HashSet<>();

    private ClusterWatch(SparkContext context, String owner, Listener listener) {
        this.context = context;
        this.owner = owner;
        this.listener = listener;
    }

    /** Called by a thread of Spark's. */
    interface Listener {
        void executorLost(String executor);

        /** A job began that is not the runner's own. */
        void otherJobBegan();
    }

    /**
     * A watch that goes on until {@link #stop}.
     *
     * @param owner the runner's name
     */
    static ClusterWatch start(SparkContext context, String owner, Listener listener) {
        ClusterWatch watch = new ClusterWatch(context, owner, listener);
        context.addSparkListener(watch);
        return watch;
    }

    void stop() {
        context.removeSparkListener(this);
    }

    /** A job that has begun, and has not ended, and is no runner's: those of other runners step aside. */
    synchronized OptionalInt otherJob() {
        return others.stream().mapToInt(job -> job).findFirst();
    }

    /** Spark drops events when there are too many: asks it which jobs are still there. */
    synchronized void forgetEndedJobs() {
        int[] active = context.statusTracker().getActiveJobIds();
        others.removeIf(job -> Arrays.stream(active).noneMatch(id -> id == job));
    }

    /** Whether Spark knows that this executor is gone. */
    synchronized boolean isRemoved(String executor) {
        return removed.contains(executor);
    }

    @Override
    public void onJobStart(SparkListenerJobStart event) {
        Properties properties = event.properties();
        Object of = properties == null ? null : properties.getProperty(OwnJob.OWNER);
        if (of == null) {
            synchronized (this) {
                others.add(event.jobId());
            }
        }
        if (!owner.equals(of)) {
            listener.otherJobBegan();
        }
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd event) {
        others.remove(event.jobId());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        synchronized (this) {
            removed.add(event.executorId());
        }
        listener.executorLost(event.executorId());
    }
}

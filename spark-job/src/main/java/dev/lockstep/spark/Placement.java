package dev.lockstep.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.storage.BlockManagerId;

/**
 * Which executor each range of shards prefers: each executor a block of consecutive ranges, so that chunks lie where they
 * are used and neighbours in the reduction tree share a machine. When executors come and go, as few ranges as possible move.
 */
final class Placement extends SparkListener {
    private static final String NOWHERE = "";

    private final Map<String, String> hosts = new LinkedHashMap<>();
    private String[] executorOf = {};
    private boolean stale = true;

    private Placement() {}

    /** A placement over the executors of the context, which it follows until {@link #stop}. */
    static Placement follow(SparkContext context) {
        Placement placement = new Placement();
        context.addSparkListener(placement);
        var known = SparkEnv.get().blockManager().master().getMemoryStatus().keysIterator();
        List<BlockManagerId> executors = new ArrayList<>();
        while (known.hasNext()) {
            BlockManagerId id = known.next();
            if (!id.isDriver()) {
                executors.add(id);
            }
        }
        executors.sort((a, b) -> a.executorId().length() != b.executorId().length()
                ? Integer.compare(a.executorId().length(), b.executorId().length())
                : a.executorId().compareTo(b.executorId()));
        synchronized (placement) {
            executors.forEach(id -> placement.hosts.put(id.executorId(), id.host()));
        }
        return placement;
    }

    void stop(SparkContext context) {
        context.removeSparkListener(this);
    }

    /** Spark's name for the executor that a range prefers; empty in one process, where there is nothing to prefer. */
    synchronized Optional<String> location(int range, int ranges) {
        if (stale || executorOf.length != ranges) {
            executorOf = assign(Arrays.copyOf(executorOf, ranges), List.copyOf(hosts.keySet()));
            stale = false;
        }
        String executor = executorOf[range];
        return executor.isEmpty() ? Optional.empty() : Optional.of("executor_" + hosts.get(executor) + "_" + executor);
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded event) {
        if (hosts.putIfAbsent(event.executorId(), event.executorInfo().executorHost()) == null) {
            stale = true;
        }
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        stale |= hosts.remove(event.executorId()) != null;
    }

    /**
     * An executor for each range: at first consecutive blocks, and then as before where that executor still exists and has
     * no more than its share.
     */
    static String[] assign(String[] before, List<String> executors) {
        String[] after = new String[before.length];
        Arrays.fill(after, NOWHERE);
        if (executors.isEmpty()) {
            return after;
        }
        Map<String, Integer> room = new HashMap<>();
        for (int i = 0; i < executors.size(); i++) {
            int more = i < before.length % executors.size() ? 1 : 0;
            room.put(executors.get(i), before.length / executors.size() + more);
        }
        for (int range = 0; range < before.length; range++) {
            if (room.getOrDefault(before[range], 0) > 0) {
                after[range] = before[range];
                room.merge(before[range], -1, Integer::sum);
            }
        }
        int next = 0;
        for (int range = 0; range < before.length; range++) {
            if (after[range].isEmpty()) {
                while (room.getOrDefault(executors.get(next), 0) == 0) {
                    next++;
                }
                after[range] = executors.get(next);
                room.merge(after[range], -1, Integer::sum);
            }
        }
        return after;
    }
}

package dev.lockstep.spark;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.Seeds;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.spark.TaskContext;

/**
 * A model that takes a while for each batch in tasks, longer or shorter as a seed says, so that sums arrive in another order each time;
 * and once it fails. Calls are counted in this process, by name, since the model itself is sent to each task anew.
 */
record DisturbedModel(Model model, String name, long seed) implements OtherModel {
    private static final long serialVersionUID = 1;
    private static final int MOST_NANOS = 1_000_000;
    /** A run of one shard has so many. */
    private static final int CALLS_OF_A_RUN = 20;

    private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

    /** Whether it has failed. */
    boolean hasFailed() {
        return calls().get() > fatalCall();
    }

    private AtomicInteger calls() {
        return CALLS.computeIfAbsent(name, unknown -> new AtomicInteger());
    }

    private int fatalCall() {
        return Math.floorMod(seed, CALLS_OF_A_RUN);
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        OtherModel.super.addGradient(theta, batch, random, sum);
        disturb();
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        OtherModel.super.predict(theta, batch, scores);
        disturb();
    }

    private void disturb() {
        if (TaskContext.get() == null) {
            return;
        }
        int call = calls().getAndIncrement();
        LockSupport.parkNanos(Math.floorMod(Seeds.derive(seed, call), MOST_NANOS));
        if (call == fatalCall()) {
            throw new IllegalStateException("failing on purpose");
        }
    }
}

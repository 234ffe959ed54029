package dev.lockstep.spark;

import dev.lockstep.data.Batch;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Model;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.spark.TaskContext;

/**
 * A model that fails in tasks so many times before it succeeds; half-way, with a part of the rows added. They are counted in this
 * process, by name, since the model itself is sent to each task anew.
 */
record FlakyModel(Model model, String name, int failures) implements OtherModel {
    private static final long serialVersionUID = 1;
    private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

    /** How often it failed. */
    int failed() {
        return Math.min(failures, calls().get());
    }

    private AtomicInteger calls() {
        return CALLS.computeIfAbsent(name, unknown -> new AtomicInteger());
    }

    @Override
    public void addGradient(float[] theta, Batch batch, RandomGenerator random, GradientSum sum) {
        OtherModel.super.addGradient(theta, batch, random, sum);
        failSometimes();
    }

    @Override
    public void predict(float[] theta, Batch batch, float[] scores) {
        OtherModel.super.predict(theta, batch, scores);
        failSometimes();
    }

    private void failSometimes() {
        if (TaskContext.get() != null && calls().incrementAndGet() <= failures) {
            throw new IllegalStateException("failing on purpose");
        }
    }
}

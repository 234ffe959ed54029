package dev.lockstep.train;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.Target;
import dev.lockstep.model.Compression;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What one shard does in a step, wherever it runs: (weights, step, shard) → sum. Pure: equal arguments give equal bits, so
 * a task that is tried again, or elsewhere, changes nothing.
 */
public final class ShardTask implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int RANDOM_LAYERS = 3;

    private final Model model;
    private final Target target;
    private final List<Metric> metrics;
    private final float[] classWeights;
    private final EnumMap<Split, Sharding> shardings;
    private final int shards;
    private final Compression compression;

    /**
     * A task over these parts of the data, whose gradients are not compressed.
     *
     * @param metrics what {@link #evaluate} computes beside the loss
     * @param classWeights multiplies the weight of training rows of each class; empty for none
     * @param shardings of each part that there is, at least one; all with the same number of shards
     */
    public ShardTask(
            Model model, Target target, List<Metric> metrics, float[] classWeights, Map<Split, Sharding> shardings) {
        this(model, target, metrics, classWeights, shardings, Compression.NONE);
    }

    private ShardTask(
            Model model,
            Target target,
            List<Metric> metrics,
            float[] classWeights,
            Map<Split, Sharding> shardings,
            Compression compression) {
        this.model = model;
        this.target = target;
        this.metrics = List.copyOf(metrics);
        this.classWeights = classWeights.clone();
        this.shardings = new EnumMap<>(Split.class);
        this.shardings.putAll(shardings);
        List<Integer> shards =
                shardings.values().stream().map(Sharding::shards).distinct().toList();
        Checks.require(shards.size() == 1, "shards of the parts of the data", "one number", shards);
        this.shards = shards.get(0);
        this.compression = compression;
    }

    /** The same task, but for gradients that are compressed like this. */
    public ShardTask withCompression(Compression other) {
        return new ShardTask(model, target, metrics, classWeights, shardings, other);
    }

    public Model model() {
        return model;
    }

    public Target target() {
        return target;
    }

    public List<Metric> metrics() {
        return metrics;
    }

    /** S, the number of shards of every part. */
    public int shards() {
        return shards;
    }

    /** The number of rows of a part, 0 where there is none. */
    public long rows(Split split) {
        Sharding sharding = shardings.get(split);
        return sharding == null ? 0 : sharding.rows();
    }

    /** The parts that there are. */
    public Set<Split> splits() {
        return Collections.unmodifiableSet(shardings.keySet());
    }

    /** How a part lies in chunks and shards. */
    public Sharding sharding(Split split) {
        Sharding sharding = shardings.get(split);
        if (sharding == null) {
            throw new IllegalArgumentException("there are no " + split.name().toLowerCase(Locale.ROOT) + " rows");
        }
        return sharding;
    }

    /** The sum over the shard's rows of a step. */
    public GradientSum gradient(float[] theta, Step step, ShardCursor cursor) {
        Sharding sharding = sharding(Split.TRAINING);
        ParameterLayout layout = model.parameters();
        GradientSum sum = new GradientSum(new float[layout.size()], compression.rounded(layout), 0, 0, 0);
        RandomGenerator random =
                Seeds.generator(Seeds.derive(sharding.seed(), RANDOM_LAYERS, step.number(), cursor.shard()));
        long end = sharding.endRow(cursor.shard(), step);
        for (long row = sharding.firstRow(cursor.shard(), step); row < end; row += model.gradientRows()) {
            Batch batch = cursor.take(sharding, step.epoch(), row, Math.min(end, row + model.gradientRows()));
            batch.weightClasses(classWeights);
            model.addGradient(theta, batch, random, sum);
        }
        sum.round();
        return sum;
    }

    /** The sum over all the shard's rows of a part of the data. */
    public EvaluationSum evaluate(float[] theta, Split split, ShardCursor cursor) {
        Sharding sharding = sharding(split);
        EvaluationSum sum = new EvaluationSum(metrics);
        float[] scores = new float[Math.multiplyExact(model.blockRows(), model.scores())];
        for (int number = cursor.shard(); number < sharding.chunks(); number += sharding.shards()) {
            addChunk(theta, cursor.read(split, number), cursor, scores, sum);
        }
        sum.compact();
        return sum;
    }

    // A method of its own, so that no local variable holds a chunk while the next one is read.
    private void addChunk(float[] theta, Chunk chunk, ShardCursor cursor, float[] scores, EvaluationSum sum) {
        for (int row = 0; row < chunk.rows(); row += model.blockRows()) {
            Batch batch = cursor.take(chunk, row, Math.min(chunk.rows(), row + model.blockRows()));
            model.predict(theta, batch, scores);
            sum.add(batch, scores, model.loss(), target);
        }
    }
}

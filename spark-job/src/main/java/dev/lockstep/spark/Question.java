package dev.lockstep.spark;

import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.TreeMerge;
import dev.lockstep.train.ShardCursor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import java.io.Serializable;
import java.util.List;

/**
 * What the driver asks of every shard, and how two answers become one.
 *
 * @param <T> a sum
 */
sealed interface Question<T> extends Serializable {
    T ask(ShardTask task, float[] theta, ShardCursor cursor);

    /** Adds the second sum to the first, in place. */
    void merge(T sum, T other);

    /** Adds the second of each pair to the first, in place, with the bits of doing so one after the other. */
    default void mergeAll(List<TreeMerge<T>> merges) {
        merges.forEach(merge -> merge(merge.sum(), merge.other()));
    }

    /** A sum as it travels between processes. */
    byte[] encode(T sum);

    /** What {@link #encode} made bytes of. */
    T decode(byte[] bytes);

    /**
     * The gradient over a mini-batch.
     *
     * @param weights how many there are: so long are the answers
     */
    record Gradient(Step step, int weights) implements Question<GradientSum> {
        @Override
        public GradientSum ask(ShardTask task, float[] theta, ShardCursor cursor) {
            return task.gradient(theta, step, cursor);
        }

        @Override
        public void merge(GradientSum sum, GradientSum other) {
            sum.merge(other);
        }

        @Override
        public void mergeAll(List<TreeMerge<GradientSum>> merges) {
            GradientSum.mergeAll(merges);
        }

        @Override
        public byte[] encode(GradientSum sum) {
            return SumBytes.of(sum);
        }

        @Override
        public GradientSum decode(byte[] bytes) {
            return SumBytes.sum(bytes, weights);
        }
    }

    /** Loss and metrics over a part of the data. */
    record Score(Split split) implements Question<EvaluationSum> {
        @Override
        public EvaluationSum ask(ShardTask task, float[] theta, ShardCursor cursor) {
            return task.evaluate(theta, split, cursor);
        }

        @Override
        public void merge(EvaluationSum sum, EvaluationSum other) {
            sum.merge(other);
        }

        @Override
        public byte[] encode(EvaluationSum sum) {
            return ClosureBytes.pack(sum);
        }

        @Override
        public EvaluationSum decode(byte[] bytes) {
            return ClosureBytes.unpack(bytes, EvaluationSum.class);
        }
    }
}

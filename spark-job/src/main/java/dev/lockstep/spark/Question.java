package dev.lockstep.spark;

import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.GradientSum;
import dev.lockstep.train.ShardCursor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import java.io.Serializable;

/**
 * What the driver asks of every shard, and how two answers become one.
 *
 * @param <T> a sum
 */
sealed interface Question<T> extends Serializable {
    T ask(ShardTask task, float[] theta, ShardCursor cursor);

    /** Adds the second sum to the first, in place. */
    void merge(T sum, T other);

    /** The gradient over a mini-batch. */
    record Gradient(Step step) implements Question<GradientSum> {
        @Override
        public GradientSum ask(ShardTask task, float[] theta, ShardCursor cursor) {
            return task.gradient(theta, step, cursor);
        }

        @Override
        public void merge(GradientSum sum, GradientSum other) {
            sum.merge(other);
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
    }
}

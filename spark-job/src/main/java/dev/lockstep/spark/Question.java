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

    /** What {@link #encode} or {@link #encodeSlice} made bytes of. */
    T decode(byte[] bytes);

    /** Whether a sum can be cut into slices, which can be added up each for itself. */
    default boolean canBeSliced() {
        return false;
    }

    /** One of so many slices of a sum as it travels; together they are all of it. */
    default byte[] encodeSlice(T sum, int slice, int slices) {
        throw new IllegalStateException("sums of " + this + " cannot be cut");
    }

    /** The whole of all slices of one sum, in order. */
    default T join(List<T> slices) {
        throw new IllegalStateException("sums of " + this + " cannot be cut");
    }

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
            return SumBytes.sum(bytes);
        }

        @Override
        public boolean canBeSliced() {
            return true;
        }

        @Override
        public byte[] encodeSlice(GradientSum sum, int slice, int slices) {
            int length = sum.gradient().length;
            return SumBytes.of(sum, bound(length, slice, slices), bound(length, slice + 1, slices));
        }

        private static int bound(int length, int slice, int slices) {
            return (int) ((long) length * slice / slices);
        }

        /** Every slice has the loss, weight and rows of the whole. */
        @Override
        public GradientSum join(List<GradientSum> slices) {
            float[] gradient = new float
                    [slices.stream().mapToInt(slice -> slice.gradient().length).sum()];
            int next = 0;
            for (GradientSum slice : slices) {
                System.arraycopy(slice.gradient(), 0, gradient, next, slice.gradient().length);
                next += slice.gradient().length;
            }
            GradientSum any = slices.get(0);
            return new GradientSum(gradient, any.loss(), any.weight(), any.rows());
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

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

    /** Whether a sum can be cut into slices, which can be added up each for itself. */
    default boolean canBeSliced() {
        return false;
    }

    /** The same for one of so many slices of its sums, which together are all of them. */
    default Question<T> slice(int slice, int slices) {
        throw new IllegalStateException("sums of " + this + " cannot be cut");
    }

    /** A slice of a sum as it travels, which {@link #slice} decodes. */
    default byte[] encodeSlice(T sum, int slice, int slices) {
        throw new IllegalStateException("sums of " + this + " cannot be cut");
    }

    /** The whole of all slices of one sum, in order. */
    default T join(List<T> slices) {
        throw new IllegalStateException("sums of " + this + " cannot be cut");
    }

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

        @Override
        public boolean canBeSliced() {
            return true;
        }

        @Override
        public Gradient slice(int slice, int slices) {
            return new Gradient(step, bound(slice + 1, slices) - bound(slice, slices));
        }

        @Override
        public byte[] encodeSlice(GradientSum sum, int slice, int slices) {
            return SumBytes.of(sum, bound(slice, slices), bound(slice + 1, slices));
        }

        private int bound(int slice, int slices) {
            return (int) ((long) weights * slice / slices);
        }

        /** Every slice has the loss, weight and rows of the whole. */
        @Override
        public GradientSum join(List<GradientSum> slices) {
            float[] gradient = new float[weights];
            int next = 0;
            for (GradientSum slice : slices) {
                System.arraycopy(slice.gradient(), 0, gradient, next, slice.gradient().length);
                next += slice.gradient().length;
            }
            GradientSum any = slices.get(0);
            int rounded = slices.stream().mapToInt(GradientSum::rounded).sum();
            return new GradientSum(gradient, rounded, any.loss(), any.weight(), any.rows());
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

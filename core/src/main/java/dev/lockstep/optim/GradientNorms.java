package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The Euclidean norms of a gradient: of each tensor and of all. Whoever reads the gradient anyway adds up the squares on the
 * way, so that clipping by a norm costs no pass over memory.
 */
public final class GradientNorms {
    private final List<Slice> slices;
    private final double[] squares;

    private GradientNorms(List<Slice> slices, double[] squares) {
        this.slices = slices;
        this.squares = squares;
    }

    /**
     * The norms of what the function visits.
     *
     * @param trainable the slices of an {@link OptimizerState}
     * @param squares the sum of the squares of a slice's entries; called for each once, for many slices in parallel
     */
    public static GradientNorms of(Slices trainable, ToDoubleFunction<Slice> squares) {
        return new GradientNorms(trainable.slices(), trainable.each(squares));
    }

    /** The norms of a gradient as it lies in memory. */
    public static GradientNorms of(float[] gradient, OptimizerState state) {
        return of(state.trainable(), slice -> squares(gradient, slice));
    }

    /** The norm of all tensors together. */
    public double global() {
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return Math.sqrt(sum);
    }

    /** The norm of each tensor, by its number in the layout; 0 for those that are not trained. */
    double[] tensors(int count) {
        double[] norms = new double[count];
        for (int i = 0; i < squares.length; i++) {
            norms[slices.get(i).tensor()] += squares[i];
        }
        for (int i = 0; i < count; i++) {
            norms[i] = Math.sqrt(norms[i]);
        }
        return norms;
    }

    /** Whether every entry is finite: the square of any float is, in double. */
    public boolean areFinite() {
        return Double.isFinite(global());
    }

    void check(double largest) {
        Checks.finite("norm of the gradient", global());
        Checks.require(global() <= largest, "norm of the gradient", "at most " + largest, global());
    }

    /** The sum of the squares of a slice's entries: in four sums, since one would wait for itself at every addition. */
    public static double squares(float[] values, Slice slice) {
        return squares(values, slice.from(), slice.to());
    }

    /** The sum of the squares of the entries from the first index up to the second, as above. */
    static double squares(float[] values, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < to; i++) {
            a += (double) values[i] * values[i];
        }
        return (a + b) + (c + d);
    }
}

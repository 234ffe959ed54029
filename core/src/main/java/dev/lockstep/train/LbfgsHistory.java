package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last steps of L-BFGS and what each did to the gradient: at most m pairs of arrays, with a value for each trained weight.
 *
 * <p>Steps and differences are floats as weights and gradients are, so that hardly any of them is rounded; what is added up, and
 * the direction, is double.
 */
final class LbfgsHistory {
    /** A pair whose angle is nearer to a right one says nothing but rounding about the curvature. */
    private static final double LEAST_COSINE = 1e-8;

    private static final String STEP = "s.";
    private static final String CHANGE = "y.";

    private final Slices trained;
    private final int memory;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private final Deque<Pair> spare = new ArrayDeque<>();

    LbfgsHistory(Slices trained, int memory) {
        this.trained = trained;
        this.memory = memory;
    }

    private static final class Pair {
        private final float[] s;
        private final float[] y;
        private double sy;
        private double yy;
        /** αᵢ of the two-loop recursion, from the first loop to the second. */
        private double share;

        Pair(int n) {
            this.s = new float[n];
            this.y = new float[n];
        }
    }

    /** What this remembers, oldest first: {@code s.0, y.0, s.1, …}, in arrays of its own. */
    Map<String, float[]> copy() {
        Map<String, float[]> copy = new LinkedHashMap<>();
        int i = 0;
        for (Pair pair : pairs) {
            copy.put(STEP + i, pair.s.clone());
            copy.put(CHANGE + i, pair.y.clone());
            i++;
        }
        return copy;
    }

    /**
     * Remembers what another history gave as {@link #copy}, of which the oldest pairs are left out if they are too many here.
     *
     * @throws IllegalArgumentException if these are not such arrays
     */
    void restore(Map<String, float[]> copy) {
        int count = copy.size() / 2;
        for (int i = 0; i < count; i++) {
            Pair pair = new Pair(trained.size());
            fill(pair.s, copy, STEP + i);
            fill(pair.y, copy, CHANGE + i);
            pair.sy = dot(pair.s, pair.y);
            pair.yy = dot(pair.y, pair.y);
            if (count - i <= memory) {
                pairs.addLast(pair);
            }
        }
        Checks.require(copy.size() == 2 * count, "slots", "pairs " + STEP + "i, " + CHANGE + "i", copy.keySet());
    }

    private static void fill(float[] to, Map<String, float[]> copy, String name) {
        float[] from = copy.getOrDefault(name, new float[0]);
        Checks.require(copy.containsKey(name), "slots", "pairs " + STEP + "i, " + CHANGE + "i", copy.keySet());
        Checks.require(from.length == to.length, "length of " + name, "" + to.length, from.length);
        System.arraycopy(from, 0, to, 0, to.length);
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** Forgets all steps. */
    void clear() {
        spare.addAll(pairs);
        pairs.clear();
    }

    /** The number of arrays of all trained weights that this holds. */
    int arrays() {
        return 2 * (pairs.size() + spare.size());
    }

    /**
     * Moves the weights by {@code α d}, in place, and remembers the step in place of the oldest, unless it shows no curvature.
     *
     * @param d a value for each trained weight
     * @param before the gradient at the old weights
     * @param after the gradient at the new weights
     */
    void move(float[] theta, double alpha, double[] d, float[] before, float[] after) {
        Pair pair = pairs.size() == memory
                ? pairs.removeFirst()
                : spare.isEmpty() ? new Pair(trained.size()) : spare.removeFirst();
        trained.forEach(slice -> {
            int shift = slice.shift();
            for (int i = slice.from(); i < slice.to(); i++) {
                float moved = at(theta[i], alpha, d[i - shift]);
                pair.s[i - shift] = moved - theta[i];
                pair.y[i - shift] = after[i] - before[i];
                theta[i] = moved;
            }
        });
        pair.sy = dot(pair.s, pair.y);
        pair.yy = dot(pair.y, pair.y);
        if (pair.sy > LEAST_COSINE * Math.sqrt(dot(pair.s, pair.s) * pair.yy)) {
            pairs.addLast(pair);
        } else {
            spare.addLast(pair);
        }
    }

    /** A weight after a step: the same bits for the trial as for the move. */
    static float at(float theta, double alpha, double d) {
        return (float) (theta + alpha * d);
    }

    /** Writes −H g into the direction, by the two-loop recursion, and returns its product with the gradient: the slope. */
    double direction(float[] gradient, double[] d) {
        trained.forEach(slice -> {
            for (int i = slice.from(); i < slice.to(); i++) {
                d[i - slice.shift()] = -gradient[i];
            }
        });
        for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            pair.share = dot(pair.s, d) / pair.sy;
            add(-pair.share, pair.y, d);
        }
        if (!pairs.isEmpty()) {
            double gamma = pairs.getLast().sy / pairs.getLast().yy;
            trained.forEach(slice -> scale(gamma, d, slice));
        }
        for (Pair pair : pairs) {
            double beta = dot(pair.y, d) / pair.sy;
            add(pair.share - beta, pair.s, d);
        }
        return slope(gradient, d);
    }

    /** The product of a gradient with the direction. */
    double slope(float[] gradient, double[] d) {
        return trained.sum(slice -> {
            double sum = 0;
            for (int i = slice.from(); i < slice.to(); i++) {
                sum += gradient[i] * d[i - slice.shift()];
            }
            return sum;
        });
    }

    private double dot(float[] a, float[] b) {
        return trained.sum(slice -> {
            double sum = 0;
            for (int i = slice.slot(); i < slice.slot() + slice.length(); i++) {
                sum += (double) a[i] * b[i];
            }
            return sum;
        });
    }

    private double dot(float[] a, double[] b) {
        return trained.sum(slice -> {
            double sum = 0;
            for (int i = slice.slot(); i < slice.slot() + slice.length(); i++) {
                sum += a[i] * b[i];
            }
            return sum;
        });
    }

    private void add(double factor, float[] x, double[] to) {
        trained.forEach(slice -> {
            for (int i = slice.slot(); i < slice.slot() + slice.length(); i++) {
                to[i] += factor * x[i];
            }
        });
    }

    private static void scale(double factor, double[] x, Slice slice) {
        for (int i = slice.slot(); i < slice.slot() + slice.length(); i++) {
            x[i] *= factor;
        }
    }
}

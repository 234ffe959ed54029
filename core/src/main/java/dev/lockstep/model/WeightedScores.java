package dev.lockstep.model;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A multiset of scores with weights, of which equal scores are added up: memory goes with the distinct ones. Weights of equal
 * scores are added in the order of rows, whenever that happens, so that the moment has no influence on the bits.
 */
final class WeightedScores implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int LEAST_ROOM = 64;

    private float[] scores = {};
    private double[] weights = {};
    private int size;
    /** So many at the start are ascending and distinct. */
    private int sorted;

    /** Adds a score that is a number; −0 counts as 0. */
    void add(float score, double weight) {
        if (size == scores.length) {
            makeRoom();
        }
        scores[size] = score + 0f; // −0 + 0 = 0
        weights[size] = weight;
        size++;
    }

    /** Adds up what is equal, then leaves as much room again as that takes: a row costs O(log n) on average. */
    private void makeRoom() {
        sort();
        int room = Math.max(LEAST_ROOM, Math.addExact(size, size));
        scores = Arrays.copyOf(scores, room);
        weights = Arrays.copyOf(weights, room);
    }

    /** Leaves ascending, distinct scores in arrays without spare room. */
    void compact() {
        sort();
        scores = Arrays.copyOf(scores, size);
        weights = Arrays.copyOf(weights, size);
    }

    /** Adds all of another multiset, which keeps its meaning. */
    void merge(WeightedScores other) {
        sort();
        other.sort();
        union(other.scores, other.weights, other.size);
    }

    private void sort() {
        int pending = size - sorted;
        if (pending == 0) {
            return;
        }
        long[] keys = new long[pending];
        for (int i = 0; i < pending; i++) {
            keys[i] = ((long) ordered(scores[sorted + i]) << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        float[] newScores = new float[pending];
        double[] newWeights = new double[pending];
        for (int i = 0; i < pending; i++) {
            int from = sorted + (int) keys[i];
            newScores[i] = scores[from];
            newWeights[i] = weights[from];
        }
        union(newScores, newWeights, pending);
    }

    /** Bits that compare as whole numbers the way floats do. */
    private static int ordered(float score) {
        int bits = Float.floatToIntBits(score);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** Takes in ascending scores, of which some may be equal, behind those that are sorted here. */
    private void union(float[] otherScores, double[] otherWeights, int count) {
        float[] allScores = new float[sorted + count];
        double[] allWeights = new double[sorted + count];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < sorted || j < count) {
            boolean mine = j == count || (i < sorted && scores[i] <= otherScores[j]);
            float score = mine ? scores[i] : otherScores[j];
            double weight = mine ? weights[i++] : otherWeights[j++];
            if (n > 0 && allScores[n - 1] == score) {
                allWeights[n - 1] += weight;
            } else {
                allScores[n] = score;
                allWeights[n] = weight;
                n++;
            }
        }
        scores = allScores;
        weights = allWeights;
        size = n;
        sorted = n;
    }

    /** The number of distinct scores; call {@link #compact()} first, as for all that follows. */
    int size() {
        return size;
    }

    /** The i-th smallest score. */
    float score(int i) {
        return scores[i];
    }

    double weight(int i) {
        return weights[i];
    }

    double total() {
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += weights[i];
        }
        return total;
    }
}

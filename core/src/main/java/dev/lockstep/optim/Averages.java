package dev.lockstep.optim;

import dev.lockstep.numeric.Slice;

/** Averages of weights, which lie in a slot. */
final class Averages {
    private Averages() {}

    /** Moves the average a share of the way to the weights. */
    static void move(float[] average, float[] theta, float share, Slice slice) {
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            // As a sum of two: with a share of 1 the weights themselves, whatever was there before.
            average[i - shift] = (1 - share) * average[i - shift] + share * theta[i];
        }
    }

    /** Writes the average over the weights. */
    static void write(float[] average, float[] theta, Slice slice) {
        System.arraycopy(average, slice.slot(), theta, slice.from(), slice.length());
    }
}

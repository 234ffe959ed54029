package dev.lockstep.numeric;

import java.util.random.RandomGenerator;

/**
 * A seeded permutation of 0 … n − 1, computed place by place and without memory: a Feistel network on the smallest even
 * number of bits that holds n, walked until it falls below n.
 *
 * @see <a href="https://doi.org/10.1007/3-540-45760-7_9">Black and Rogaway, 2002, the cycle-walking cipher</a>
 */
public final class Permutation {
    private static final int ROUNDS = 6;

    /** Above it, blocks would have 64 bits and some of them would be negative. */
    private static final long MAX_SIZE = 1L << 62;

    private final long size;
    private final int halfBits;
    private final long halfMask;
    private final long[] keys = new long[ROUNDS];

    public Permutation(long size, long seed) {
        Checks.require(size >= 1 && size <= MAX_SIZE, "size", "in [1, 2⁶²]", size);
        this.size = size;
        int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(size - 1));
        this.halfBits = (bits + 1) / 2;
        this.halfMask = (1L << halfBits) - 1;
        for (int i = 0; i < ROUNDS; i++) {
            keys[i] = Seeds.derive(seed, i);
        }
    }

    /** The place of an index, both in [0, n). */
    public long place(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        long place = index;
        do {
            place = encrypt(place);
        } while (place >= size);
        return place;
    }

    private long encrypt(long block) {
        long left = block >>> halfBits;
        long right = block & halfMask;
        for (long key : keys) {
            long next = left ^ (Seeds.mix(right ^ key) & halfMask);
            left = right;
            right = next;
        }
        return (left << halfBits) | right;
    }

    /** A new array with 0 … n − 1 in a seeded order, for where the whole permutation is wanted at once. */
    public static int[] shuffled(int n, long seed) {
        int[] order = new int[n];
        RandomGenerator random = Seeds.generator(seed);
        for (int i = 0; i < n; i++) {
            // Bounded by multiplication: nextInt(bound) may change its way of drawing between JDKs.
            int j = (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}

package dev.lockstep.numeric;

import java.util.random.RandomGenerator;

/** Seeds derived from seeds: every random choice of a run comes from its one seed and the numbers that name the choice. */
public final class Seeds {
    /** 2⁶⁴ / φ: the increment of SplitMix64. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /** A seed that depends on every argument and on their order. */
    public static long derive(long seed, long... names) {
        long state = mix(seed + GOLDEN_GAMMA);
        for (long name : names) {
            state = mix(state + GOLDEN_GAMMA + mix(name));
        }
        return state;
    }

    /** The finalizer of SplitMix64: a bijection of 64 bits in which every bit depends on every other. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A 64-bit hash of text that stays the same for ever: FNV-1a over its UTF-16 units, then mixed. */
    public static long hash(CharSequence text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /**
     * SplitMix64 from this seed. Written here rather than taken from the JDK, whose generators promise no fixed sequence.
     *
     * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood, 2014</a>
     */
    public static RandomGenerator generator(long seed) {
        return new SplitMix(seed);
    }

    private static final class SplitMix implements RandomGenerator {
        private long state;

        SplitMix(long seed) {
            this.state = seed;
        }

        @Override
        public long nextLong() {
            state += GOLDEN_GAMMA;
            return mix(state);
        }
    }
}

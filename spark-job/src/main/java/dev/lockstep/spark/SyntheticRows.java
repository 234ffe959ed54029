package dev.lockstep.spark;

import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/** Makes synthetic rows, on an executor. */
final class SyntheticRows implements Serializable {
    private static final long serialVersionUID = 1;

    private static final int ROW = 1;
    private static final int TEACHER = 2;
    private static final double LARGEST_LOG_RATE = 5;

    private final Synthetic settings;
    private transient float[] teacher = {};

    SyntheticRows(Synthetic settings) {
        this.settings = settings;
    }

    /** One chunk of a part. */
    Chunk chunk(IndexParts parts, Split split, Sharding sharding, int number) {
        int rows = sharding.chunkRows(number);
        long first = sharding.firstPlace(number);
        int stored = settings.sparse() ? settings.nonzeros() : settings.features();
        float[] values = new float[Math.multiplyExact(rows, stored)];
        int[] indices = new int[settings.sparse() ? values.length : 0];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row(parts.index(split, first + row), indices, values, row * stored);
        }
        if (!settings.sparse()) {
            return new Chunk(new DenseFeatures(rows, stored, values), labels, new float[0]);
        }
        int[] starts = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            starts[row + 1] = starts[row] + stored;
        }
        return new Chunk(new SparseFeatures(settings.features(), starts, indices, values), labels, new float[0]);
    }

    /** Writes the features of row i into the arrays, from {@code at}, and returns its label. Dense rows leave the indices. */
    float row(long i, int[] indices, float[] values, int at) {
        RandomGenerator random = Seeds.generator(Seeds.derive(settings.seed(), ROW, i));
        int stored = settings.sparse() ? settings.nonzeros() : settings.features();
        for (int k = 0; k < stored; k++) {
            if (settings.sparse()) {
                // One feature of each of equal strata: distinct and ascending without looking for collisions.
                long from = (long) k * settings.features() / stored;
                long to = (k + 1L) * settings.features() / stored;
                indices[at + k] = (int) (from + Math.multiplyHigh(random.nextLong() >>> 1, 2 * (to - from)));
            }
            values[at + k] = (float) bell(random.nextLong());
        }
        return label(indices, values, at, stored, random);
    }

    private float label(int[] indices, float[] values, int at, int stored, RandomGenerator random) {
        float[] weights = teacher();
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < settings.classes(); c++) {
            double z = 0;
            for (int k = 0; k < stored; k++) {
                int feature = settings.sparse() ? indices[at + k] : k;
                z += (double) weights[c * settings.features() + feature] * values[at + k];
            }
            z = z / Math.sqrt(stored) + settings.noise() * bell(random.nextLong());
            if (z > highest) {
                highest = z;
                best = c;
            }
        }
        return switch (settings.task()) {
            case REGRESSION -> (float) highest;
            case CLASSES -> best;
            case POISSON -> poisson(StrictMath.exp(Math.min(highest, LARGEST_LOG_RATE)), random);
        };
    }

    private float[] teacher() {
        // Chunks of one task, one after another; absent after deserialization.
        if (teacher == null || teacher.length == 0) {
            float[] weights = new float[Math.multiplyExact(settings.features(), settings.classes())];
            RandomGenerator random = Seeds.generator(Seeds.derive(settings.seed(), TEACHER));
            for (int j = 0; j < weights.length; j++) {
                weights[j] = (float) bell(random.nextLong());
            }
            teacher = weights;
        }
        return teacher;
    }

    /** Nearly normal, of mean 0 and variance 1, within ±2√3: the sum of the four 16-bit parts of random bits. */
    private static double bell(long bits) {
        long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        return (sum - 131_070) * (Math.sqrt(3) / 65_536);
    }

    /** A Poisson draw by inversion. */
    private static float poisson(double rate, RandomGenerator random) {
        double u = (random.nextLong() >>> 11) * 0x1p-53;
        double p = StrictMath.exp(-rate);
        int count = 0;
        for (double below = p; u > below && p > 0; below += p) {
            count++;
            p *= rate / count;
        }
        return count;
    }
}

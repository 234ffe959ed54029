package dev.lockstep.numeric;

/**
 * Loops over floats that models spend their time in. The order of every addition is fixed and no multiply is fused with an
 * add, so that every machine gives the same bits.
 */
public final class Vectors {
    private Vectors() {}

    /** The inner product of {@code a[aFrom … aFrom + n)} and {@code b[bFrom … bFrom + n)}, in eight interleaved sums. */
    public static float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
        // One sum would wait for each addition; eight run side by side, and round less.
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i <= n - 8; i += 8) {
            int p = aFrom + i;
            int q = bFrom + i;
            s0 += a[p] * b[q];
            s1 += a[p + 1] * b[q + 1];
            s2 += a[p + 2] * b[q + 2];
            s3 += a[p + 3] * b[q + 3];
            s4 += a[p + 4] * b[q + 4];
            s5 += a[p + 5] * b[q + 5];
            s6 += a[p + 6] * b[q + 6];
            s7 += a[p + 7] * b[q + 7];
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += a[aFrom + i] * b[bFrom + i];
        }
        return (((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))) + rest;
    }

    /** Adds {@code scale · x[xFrom … xFrom + n)} to {@code y[yFrom … yFrom + n)}, in place; the two must not overlap. */
    public static void axpy(float scale, float[] x, int xFrom, float[] y, int yFrom, int n) {
        // The plainest loop there is: the compiler turns it into vector instructions.
        for (int i = 0; i < n; i++) {
            y[yFrom + i] += scale * x[xFrom + i];
        }
    }

    /** Multiplies {@code x[from … to)} by a factor, in place. */
    public static void scale(float factor, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= factor;
        }
    }

    /**
     * The inner product of a sparse vector and a dense one that starts at {@code bFrom}, in four interleaved sums.
     *
     * @param indices in {@code [from, to)}: the places of the values
     */
    public static float sparseDot(int[] indices, float[] values, int from, int to, float[] b, int bFrom) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = from;
        for (; i <= to - 4; i += 4) {
            s0 += values[i] * b[bFrom + indices[i]];
            s1 += values[i + 1] * b[bFrom + indices[i + 1]];
            s2 += values[i + 2] * b[bFrom + indices[i + 2]];
            s3 += values[i + 3] * b[bFrom + indices[i + 3]];
        }
        float rest = 0;
        for (; i < to; i++) {
            rest += values[i] * b[bFrom + indices[i]];
        }
        return ((s0 + s2) + (s1 + s3)) + rest;
    }

    /** Adds {@code scale} times a sparse vector to a dense one that starts at {@code yFrom}, in place. */
    public static void sparseAxpy(float scale, int[] indices, float[] values, int from, int to, float[] y, int yFrom) {
        for (int i = from; i < to; i++) {
            y[yFrom + indices[i]] += scale * values[i];
        }
    }
}

package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Seeds;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What dropout draws: for each value whether it stays. Drawn here and not by libtorch, whose generator is one for all threads, and
 * whose numbers may change from version to version.
 */
final class Mask {
    private static final double TWO_TO_32 = 0x1p32;

    private Mask() {}

    static void checkRate(double rate) {
        Checks.require(rate >= 0 && rate < 1, "rate", "in [0, 1)", rate);
    }

    /**
     * A tensor of 1 where a value stays, and 0 where it is dropped, which happens with the probability {@code rate}.
     *
     * @param like the type and the device are those of this tensor
     */
    static Tensor of(long[] shape, double rate, long seed, Tensor like) {
        int n = 1;
        for (long dimension : shape) {
            n = Math.multiplyExact(n, Math.toIntExact(dimension));
        }
        float[] mask = draw(n, rate, seed);
        try (FloatPointer values = new FloatPointer(mask)) {
            // Copied: the tensor must outlive the pointer.
            return torch.from_blob(values, shape)
                    .to(like.device(), like.scalar_type(), false, true, new MemoryFormatOptional());
        }
    }

    /** Two values of each number drawn: a value is dropped if its 32 bits, as a fraction, are below the rate. */
    static float[] draw(int n, double rate, long seed) {
        RandomGenerator random = Seeds.generator(seed);
        long threshold = Math.round(rate * TWO_TO_32);
        float[] mask = new float[n];
        for (int i = 0; i < n; i += 2) {
            long bits = random.nextLong();
            mask[i] = (bits >>> Integer.SIZE) < threshold ? 0 : 1;
            if (i + 1 < n) {
                mask[i + 1] = (bits & 0xFFFFFFFFL) < threshold ? 0 : 1;
            }
        }
        return mask;
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Bfloat16;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SumBytesTest {
    private static final int HEADER = 33;
    private static final int NEGATIVE_ZERO = 0x80000000;
    private static final int QUIET_NAN = 0x7FC12345;
    private static final int SIGNALLING_NAN = 0xFF800001;

    private static GradientSum sum(int... bits) {
        float[] gradient = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            gradient[i] = Float.intBitsToFloat(bits[i]);
        }
        return new GradientSum(gradient, -0.1, 1e300, 1L << 40);
    }

    /**
     * A sum with values at random places.
     *
     * @param density what share of the entries is not 0
     */
    private static GradientSum random(int length, double density, int rounded) {
        SplittableRandom random = new SplittableRandom(length);
        float[] gradient = new float[length];
        for (int i = 0; i < length; i++) {
            gradient[i] = random.nextDouble() < density ? (float) random.nextDouble(-1, 1) : 0;
        }
        GradientSum sum = new GradientSum(gradient, rounded, 0.1, 0.7, length);
        sum.round();
        return sum;
    }

    private static void assertSame(GradientSum actual, GradientSum expected) {
        assertThat(bits(actual)).isEqualTo(bits(expected));
        assertThat(actual.rounded()).isEqualTo(expected.rounded());
        assertThat(actual.loss()).isEqualTo(expected.loss());
        assertThat(actual.weight()).isEqualTo(expected.weight());
        assertThat(actual.rows()).isEqualTo(expected.rows());
    }

    private static int[] bits(GradientSum sum) {
        float[] gradient = sum.gradient();
        return IntStream.range(0, gradient.length)
                .map(i -> Float.floatToRawIntBits(gradient[i]))
                .toArray();
    }

    static Stream<GradientSum> sums() {
        int one = Float.floatToRawIntBits(1.5f);
        return Stream.of(
                sum(),
                sum(0),
                sum(one),
                sum(new int[1000]),
                sum(NEGATIVE_ZERO, 0, QUIET_NAN, SIGNALLING_NAN, one),
                sum(0, 0, 0, 0, 0, 0, 0, 0, NEGATIVE_ZERO, 0, 0, 0, QUIET_NAN, SIGNALLING_NAN),
                sum(0, 0, 0, 0, 0, 0, 0, 0, Integer.MIN_VALUE, -1, 1, 0, 0, 0, 0, 0, 0, 0x7F800000),
                new GradientSum(new float[] {Float.NaN, -0f, 0, 0, 0, 0, 0, 1.001f, 0, 0}, 5, 0, 0, 0),
                new GradientSum(new float[] {1, 2, -0f, Float.NEGATIVE_INFINITY}, 4, 0, 0, 0),
                random(70_000, 0, 0),
                random(70_000, 1e-4, 0),
                random(70_000, 0.01, 60_000),
                random(70_000, 0.5, 70_000),
                random(70_000, 0.75, 35_000),
                random(70_000, 1, 0),
                random(70_000, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("sums")
    void everyBitComesBack(GradientSum sum) {
        int length = sum.gradient().length;

        assertSame(SumBytes.sum(SumBytes.of(sum), length), sum);
        assertSame(SumBytes.sum(SumBytes.of(sum)), sum);
    }

    /** Gaps of each number of bytes but the last: that would be of 2²⁸ zeros. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void oneEntryAmongZerosComesBack(int place) {
        int[] bits = new int[place + 200];
        bits[place] = QUIET_NAN;

        byte[] bytes = SumBytes.of(sum(bits));

        assertThat(bytes).hasSizeLessThan(HEADER + 11);
        assertThat(bits(SumBytes.sum(bytes, bits.length))).isEqualTo(bits);
    }

    /** The end of the part, the middle of the rounded ones, and nothing at all. */
    @ParameterizedTest
    @CsvSource({
        "0, 10000, 5000",
        "0, 4000, 4000",
        "4000, 6000, 1000",
        "5000, 10000, 0",
        "9999, 10000, 0",
        "7000, 7000, 0",
        "0, 0, 0"
    })
    void partsAreSumsOfTheirEntries(int from, int to, int rounded) {
        for (double density : new double[] {0, 0.02, 1}) {
            GradientSum sum = random(10_000, density, 5_000);

            GradientSum part = SumBytes.sum(SumBytes.of(sum, from, to), to - from);

            assertSame(
                    part,
                    new GradientSum(
                            Arrays.copyOfRange(sum.gradient(), from, to),
                            rounded,
                            sum.loss(),
                            sum.weight(),
                            sum.rows()));
        }
    }

    @Test
    void partsThatThereAreNotAreRefused() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> SumBytes.of(new GradientSum(3), 2, 4));
    }

    /** Four of five in float, two of three in bfloat16: one more and the zeros are sent too. */
    @ParameterizedTest
    @CsvSource({"79, 0, 429", "80, 0, 433", "81, 0, 433", "66, 100, 232", "67, 100, 233", "0, 0, 34", "0, 100, 34"})
    void theShorterFormIsTaken(int others, int rounded, int size) {
        float[] gradient = new float[100];
        Arrays.fill(gradient, 0, others, 1);

        byte[] bytes = SumBytes.of(new GradientSum(gradient, rounded, 0, 0, 0));

        assertThat(bytes).hasSize(size);
    }

    @Test
    void fullSumsTakeFourBytesForAnEntryAndTwoWhereRounded() {
        assertThat(SumBytes.of(random(70_000, 1, 0))).hasSize(HEADER + 4 * 70_000);
        assertThat(SumBytes.of(random(70_000, 1, 70_000))).hasSize(HEADER + 2 * 70_000);
        assertThat(SumBytes.of(random(70_000, 1, 50_000))).hasSize(HEADER + 2 * 50_000 + 4 * 20_000);
    }

    /** As of 1,024 rows with 40 of a million features each, all different: two bytes for a gap at most. */
    @Test
    void sparseGradientsTakeATenthOfTheBytes() {
        int weights = 1_000_000;
        GradientSum sum = random(weights, 0.0402, 0);
        long others = IntStream.of(bits(sum)).filter(bits -> bits != 0).count();
        assertThat(others).isBetween(40_000L, 41_000L);

        byte[] bytes = SumBytes.of(sum);

        assertThat((long) bytes.length).isLessThan(HEADER + 6 * others);
        assertThat(bytes.length).isLessThan(4 * weights / 10);
    }

    /** A sample that was in step with a layer's rows would find no zero here. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 10, 16, 64, 100, 128, 256, 1000})
    void zerosAreFoundAtEveryPeriod(int period) {
        float[] gradient = new float[51_200];
        for (int i = 0; i < gradient.length; i += period) {
            gradient[i] = 1;
        }

        byte[] bytes = SumBytes.of(new GradientSum(gradient, 0, 0, 0));

        assertThat(bytes.length).isLessThan(HEADER + 5 * (gradient.length / period + 1) + 2 * gradient.length / 128);
    }

    @Test
    void whatIsNotRoundedIsNotSentAsIfItWere() {
        GradientSum sum = new GradientSum(new float[] {1, 1.001f}, 2, 0, 0, 0);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SumBytes.of(sum))
                .withMessage("entry 1 of a sum that is rounded to bfloat16 must be one, but was 1.001");
    }

    @Test
    void aSumOfAnotherLengthIsRefusedBeforeAnythingIsAllocated() {
        byte[] bytes = SumBytes.of(new GradientSum(1000));
        bytes[27] = 0x7F; // of the length: more than there is memory for

        assertThatExceptionOfType(MessageException.class)
                .isThrownBy(() -> SumBytes.sum(bytes, 1000))
                .withMessage(
                        "a gradient of 2130707432 entries, of which 0 are rounded, came where one of 1000 was asked for");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1})
    void whatIsCutOffOrGoesOnIsRefused(double density) {
        byte[] bytes = SumBytes.of(random(600, density, 300));
        for (int length = 0; length < bytes.length; length++) {
            byte[] less = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(MessageException.class).isThrownBy(() -> SumBytes.sum(less, 600));
            assertThatExceptionOfType(MessageException.class).isThrownBy(() -> SumBytes.sum(less));
        }
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatExceptionOfType(MessageException.class)
                .isThrownBy(() -> SumBytes.sum(more, 600))
                .withMessageContaining("600 entries");
    }

    /** Whatever bytes come, there is a sum or that exception. */
    @Test
    void bytesThatAreDamagedGiveASumOrAnErrorInOneLine() {
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = SumBytes.of(random(600, i % 2 == 0 ? 0.01 : 1, 300));
            for (int k = 0; k <= i % 3; k++) {
                bytes[random.nextInt(24, i % 2 == 0 ? bytes.length : HEADER)] = (byte) random.nextInt();
            }
            try {
                assertThat(SumBytes.sum(bytes, 600).gradient()).hasSize(600);
            } catch (MessageException e) {
                refused++;
                assertThat(e.getMessage()).startsWith("a ").doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void everySixteenBitsComeBack() {
        float[] gradient = new float[1 << 16];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = Bfloat16.of((short) i);
        }
        GradientSum sum = new GradientSum(gradient, gradient.length, 0, 0, 0);

        assertSame(SumBytes.sum(SumBytes.of(sum), gradient.length), sum);
    }

    @Test
    void weightsComeBack() {
        float[] weights = {1, -0f, Float.NaN, Float.MIN_VALUE};

        assertThat(SumBytes.floats(SumBytes.of(weights))).containsExactly(weights);
    }
}

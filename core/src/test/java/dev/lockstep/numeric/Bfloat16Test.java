package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Bfloat16Test {
    private static final String SEED = "20261129";

    @ParameterizedTest
    @CsvSource({
        "0x00000000, 0x00000000, zero",
        "0x3F800000, 0x3F800000, one",
        "0x3F807FFF, 0x3F800000, below the middle",
        "0x3F808000, 0x3F800000, the middle above an even one",
        "0x3F808001, 0x3F810000, above the middle",
        "0x3F818000, 0x3F820000, the middle above an odd one",
        "0x3FFF8000, 0x40000000, a carry into the exponent",
        "0x00008000, 0x00000000, half the least subnormal",
        "0x00008001, 0x00010000, more than half the least subnormal",
        "0x00018000, 0x00020000, the middle of subnormals",
        "0x007FFFFF, 0x00800000, the largest subnormal",
        "0x7F7F0000, 0x7F7F0000, the largest",
        "0x7F7F7FFF, 0x7F7F0000, just beyond the largest",
        "0x7F7F8000, 0x7F800000, half a place beyond the largest",
        "0x7F7FFFFF, 0x7F800000, the largest float",
        "0x7F800000, 0x7F800000, infinity",
        "0x7F800001, 0x7FC00000, NaN whose payload is cut off",
        "0x7FA5FFFF, 0x7FE50000, NaN with a payload",
        "0x7FFFFFFF, 0x7FFF0000, NaN with every bit",
    })
    void roundsBothSignsToTheNearestAndTiesToEven(String from, String to, String what) {
        for (int sign : new int[] {0, 0x80000000}) {
            float value = Float.intBitsToFloat(Integer.decode(from) | sign);
            assertThat(Float.floatToRawIntBits(Bfloat16.round(value))).as(what).isEqualTo(Integer.decode(to) | sign);
        }
    }

    /** Of whatever bits, finite or not. */
    @Property(seed = SEED)
    void noOtherIsNearer(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        float rounded = Bfloat16.round(value);

        assertThat(Bfloat16.isExact(rounded)).isTrue();
        assertThat(Float.isNaN(rounded)).isEqualTo(Float.isNaN(value));
        if (Float.isFinite(value)) {
            assertThat(distance(value, rounded))
                    .isEqualTo(Math.min(
                            distance(value, Float.intBitsToFloat(bits & 0xFFFF0000)),
                            distance(value, Float.intBitsToFloat((bits & 0xFFFF0000) + 0x10000))));
        }
    }

    /** To infinity it is as far as to what would be the next value. */
    private static double distance(float a, float b) {
        return Math.abs(a - (Float.isInfinite(b) ? Math.copySign(0x1p128, b) : (double) b));
    }

    @Property(seed = SEED)
    void sixteenBitsAreAllThereIs(@ForAll short bits) {
        float value = Bfloat16.of(bits);

        assertThat(Bfloat16.isExact(value)).isTrue();
        assertThat(Bfloat16.bits(value)).isEqualTo(bits);
    }

    @Test
    void aRangeIsRoundedAndNothingElse() {
        float[] values = {1.001f, 1.001f, 1.001f, 1.001f};

        Bfloat16.round(values, 1, 3);

        assertThat(values).containsExactly(1.001f, 1, 1, 1.001f);
        assertThat(Bfloat16.isExact(1.001f)).isFalse();
    }
}

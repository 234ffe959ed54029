package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WeightChangesTest {
    private static final long MOST = 1 << 30;

    @Test
    void changesMakeTheNewWeightsOfTheOldOnesBitForBit() {
        float[] before = random(5_000, 1);
        float[] now = before.clone();
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            now[random.nextInt(now.length)] = random.nextFloat();
        }
        now[0] = 0f;
        now[1] = -0f;
        now[now.length - 1] = Float.MIN_VALUE;

        byte[] changes = WeightChanges.between(before, now, MOST).orElseThrow();

        assertThat(bits(WeightChanges.apply(before, changes))).isEqualTo(bits(now));
        assertThat(bits(before)).isEqualTo(bits(random(5_000, 1)));
        assertThat(changes.length).isLessThan(303 * 6);
    }

    @Test
    void aZeroThatChangesItsSignIsAChange() {
        float[] before = new float[100];
        float[] now = new float[100];
        now[57] = -0f;

        byte[] changes = WeightChanges.between(before, now, MOST).orElseThrow();

        assertThat(bits(WeightChanges.apply(before, changes))).isEqualTo(bits(now));
    }

    @Test
    void nothingThatChangedTakesNoBytes() {
        float[] weights = random(10_000, 3);

        byte[] changes = WeightChanges.between(weights, weights.clone(), MOST).orElseThrow();

        assertThat(changes).isEmpty();
        assertThat(WeightChanges.apply(weights, changes)).containsExactly(weights);
    }

    @Test
    void weightsThatAllChangeAreNotSentAsChanges() {
        assertThat(WeightChanges.between(random(10_000, 4), random(10_000, 5), MOST))
                .isEmpty();
        assertThat(WeightChanges.between(random(3, 4), random(3, 5), MOST)).isEmpty();
        assertThat(WeightChanges.between(new float[0], new float[0], MOST)).isEmpty();
    }

    @Test
    void changesThatTakeMoreThanTheyMayAreNotSentAsChanges() {
        float[] now = new float[100];
        now[57] = 1;

        assertThat(WeightChanges.between(new float[100], now, 5)).isPresent();
        assertThat(WeightChanges.between(new float[100], now, 4)).isEmpty();
    }

    /** The sample sees only even indices, which stay: the odd ones decide then. */
    @Test
    void changesThatTheSampleDoesNotSeeAreFoundAll() {
        float[] before = random(4_096, 6);
        float[] now = before.clone();
        for (int i = 1; i < now.length; i += 2) {
            now[i] += 1;
        }

        Optional<byte[]> changes = WeightChanges.between(before, now, MOST);

        assertThat(bits(WeightChanges.apply(before, changes.orElseThrow()))).isEqualTo(bits(now));
    }

    @Test
    void gapsOfAllSizesComeBack() {
        float[] before = new float[3_000_000];
        float[] now = before.clone();
        for (int i : new int[] {0, 1, 128, 257, 16_642, 16_643, 2_113_796, 2_999_999}) {
            now[i] = i + 1;
        }

        byte[] changes = WeightChanges.between(before, now, MOST).orElseThrow();

        assertThat(WeightChanges.apply(before, changes)).isEqualTo(now);
    }

    @Test
    void bytesThatAreNoChangesOfTheseWeightsAreRefused() {
        float[] before = new float[100];
        float[] now = before.clone();
        now[99] = 1;
        byte[] changes = WeightChanges.between(before, now, MOST).orElseThrow();

        assertThatThrownBy(() -> WeightChanges.apply(new float[99], changes))
                .isInstanceOf(MessageException.class)
                .hasMessage("weight 99 of 99 has changed");
        assertThatThrownBy(() -> WeightChanges.apply(before, Arrays.copyOf(changes, changes.length - 1)))
                .isInstanceOf(MessageException.class)
                .hasMessage("changes of weights, of 4 bytes, end too soon");
        byte[] endless = new byte[6];
        Arrays.fill(endless, (byte) 0x80);
        assertThatThrownBy(() -> WeightChanges.apply(before, endless)).isInstanceOf(MessageException.class);
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}

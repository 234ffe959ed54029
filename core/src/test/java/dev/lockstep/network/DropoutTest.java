package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.numeric.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** All three kinds of dropout. */
final class DropoutTest {
    private static final int MANY = 100_000;

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void dropsTheShareThatItIsToldAndMakesUpForIt() {
        float[] values = new LayerRun(new Dropout(0.25, false), MANY)
                .training(1, ones(MANY))
                .values();
        int dropped = 0;
        for (float value : values) {
            assertThat(value).isIn(0f, 4 / 3f);
            dropped += value == 0 ? 1 : 0;
        }
        assertThat(dropped / (double) MANY).isCloseTo(0.25, within(0.01)); // a standard error of 0.0014
    }

    @Test
    void neighboursAreDroppedIndependently() {
        float[] mask = Mask.draw(MANY, 0.5, 3);
        int equal = 0;
        for (int i = 0; i + 1 < MANY; i++) {
            equal += mask[i] == mask[i + 1] ? 1 : 0;
        }
        assertThat(equal / (double) MANY).isCloseTo(0.5, within(0.01));
        assertThat(Mask.draw(7, 0.5, 3)).containsExactly(Arrays.copyOf(mask, 7));
    }

    @Test
    void theSeedDecidesWhatIsDropped() {
        LayerRun run = new LayerRun(new Dropout(0.5, false), 50);
        float[] first = run.training(1, ones(100)).values();
        assertThat(run.training(1, ones(100)).values()).containsExactly(first);
        assertThat(run.training(2, ones(100)).values()).isNotEqualTo(first);
        assertThat(Arrays.copyOfRange(first, 0, 50)).isNotEqualTo(Arrays.copyOfRange(first, 50, 100)); // rows differ
    }

    @Test
    void nothingIsDroppedWhereRowsAreScored() {
        assertThat(new LayerRun(new Dropout(0.5, false), 2).scoring(1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
        assertThat(new LayerRun(new Dropout(0.5, true), 1, 2).scoring(1, 2, 3, 4))
                .containsExactly(1, 2, 3, 4);
        assertThat(new LayerRun(new AlphaDropout(0.5), 2).scoring(1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
        assertThat(new LayerRun(new Dropout(0, false), 2).training(1, 1, 2).values())
                .containsExactly(1, 2);
    }

    @Test
    void spatialDropoutTakesWholeChannels() {
        float[] values = new LayerRun(new Dropout(0.5, true), 20, 3, 2)
                .training(1, ones(2 * 20 * 6))
                .values();
        int dropped = 0;
        for (int channel = 0; channel < 40; channel++) {
            float[] places = Arrays.copyOfRange(values, channel * 6, channel * 6 + 6);
            float first = places[0];
            for (float place : places) {
                assertThat(place).isEqualTo(first);
            }
            dropped += first == 0 ? 1 : 0;
        }
        assertThat(dropped).isBetween(10, 30);
        assertThatThrownBy(() -> new Dropout(0.5, true).output(Shape.of(4)))
                .hasMessage("takes rows of channels and places, but rows of [4] came: take dropout");
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        RandomGenerator random = Seeds.generator(7);
        float[] rows = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            rows[i] = (float) Normal.standard(random);
        }
        float[] values =
                new LayerRun(new AlphaDropout(0.2), MANY).training(1, rows).values();
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        assertThat(sum / MANY).isCloseTo(0, within(0.02));
        assertThat(squares / MANY).isCloseTo(1, within(0.03));
    }

    @Test
    void worksInLessPrecision() {
        assertThat(new LayerRun(new Dropout(0.5, false), 2).scoring(ScalarType.BFloat16, 1, 2))
                .containsExactly(1, 2);
        float[] values = new LayerRun(new Dropout(0.25, false), 1)
                .training(ScalarType.BFloat16, 1, ones(MANY))
                .values();
        for (float value : values) {
            assertThat(value).isIn(0f, 1.3359375f); // of bfloat16, the nearest to 4 / 3
        }
        // Where m = 1, 0 becomes b; to round its two parts to bfloat16 would be an error of 0.004.
        double dropped = 1.6732632423543772 * 1.0507009873554805;
        double b = 0.5 * dropped / Math.sqrt(0.5 * (1 + 0.5 * dropped * dropped));
        float[] moved = new LayerRun(new AlphaDropout(0.5), 1)
                .training(ScalarType.BFloat16, 1, new float[100])
                .values();
        int kept = 0;
        for (float value : moved) {
            if (value > 0) {
                assertThat((double) value).isCloseTo(b, within(b / 256));
                kept++;
            }
        }
        assertThat(kept).isBetween(20, 80);
    }

    @Test
    void ratesAreSharesBelowOne() {
        assertThatThrownBy(() -> new Dropout(1, false)).hasMessage("rate must be in [0, 1), but was 1.0");
        assertThatThrownBy(() -> new AlphaDropout(-0.1)).hasMessage("rate must be in [0, 1), but was -0.1");
        assertThatThrownBy(() -> new Dropout(Double.NaN, true)).hasMessageContaining("rate must be in [0, 1)");
    }
}

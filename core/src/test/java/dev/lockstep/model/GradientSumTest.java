package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Bfloat16;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.numeric.TreePart;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GradientSumTest {
    /** Fewer than are worth several threads, and more; not a whole number of blocks; rounded up to within one, or to its end. */
    @ParameterizedTest
    @CsvSource({"0, 0", "5, 0", "5, 3", "5, 5", "100003, 0", "100003, 4096", "100003, 50001", "100003, 100003"})
    void manyMergesHaveTheBitsOfOneAfterTheOther(int weights, int rounded) {
        GradientSum expected = ReductionTree.reduce(sums(weights, rounded), GradientSum::merge);

        List<TreePart<GradientSum>> parts = new ArrayList<>();
        for (GradientSum sum : sums(weights, rounded)) {
            parts.add(new TreePart<>(parts.size(), parts.size() + 1, sum));
        }
        GradientSum merged =
                ReductionTree.join(7, parts, GradientSum::mergeAll).get(0).sum();

        assertThat(merged.gradient()).isEqualTo(expected.gradient());
        assertThat(merged.rounded()).isEqualTo(expected.rounded());
        assertThat(merged.loss()).isEqualTo(expected.loss());
        assertThat(merged.weight()).isEqualTo(expected.weight());
        assertThat(merged.rows()).isEqualTo(expected.rows());
    }

    @Test
    void leavesAndMergesAreRoundedAsFarAsTheSumSays() {
        GradientSum sum = new GradientSum(new float[] {1.001f, 1.001f, -3.003f}, 2, 0.1, 0.7, 1);
        GradientSum other = new GradientSum(new float[] {0.0057f, -1.001f, 0.001f}, 2, 0.2, 0.6, 1);

        sum.round();
        other.round();

        assertThat(sum.gradient()).containsExactly(1, 1, -3.003f);
        assertThat(other.gradient()).containsExactly(Bfloat16.round(0.0057f), -1, 0.001f);

        sum.merge(other);

        // 1.0057 lies between 1 and 1.0078, nearer to the second.
        assertThat(sum.gradient()).containsExactly(1.0078125f, 0, -3.003f + 0.001f);
        assertThat(sum.loss()).isEqualTo(0.1 + 0.2);
        assertThat(sum.weight()).isEqualTo(0.7 + 0.6);
    }

    @Test
    void whatOverflowsIsInfiniteAndWhatIsNoNumberStaysNone() {
        float largest = Bfloat16.of((short) 0x7F7F);
        GradientSum sum = new GradientSum(new float[] {largest, -largest, Float.NaN, 1, largest}, 5, 0, 0, 0);

        sum.merge(new GradientSum(
                new float[] {largest, -largest, 1, Float.NEGATIVE_INFINITY, largest / 1024}, 5, 0, 0, 0));

        assertThat(sum.gradient())
                .containsExactly(
                        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY, largest);
    }

    @Test
    void sumsThatAreNotRoundedKeepEveryBit() {
        float[] gradient = {1.001f, -0f, Float.MIN_VALUE};
        GradientSum sum = new GradientSum(gradient.clone(), 0, 0, 0);

        sum.round();

        assertThat(sum.gradient()).containsExactly(gradient);
        assertThat(sum.rounded()).isZero();
    }

    @Test
    void sumsOfOtherWeightsCannotBeMerged() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientSum(2).merge(new GradientSum(3)))
                .withMessage("length of the sum must be 2, but was 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientSum(2).merge(new GradientSum(new float[2], 1, 0, 0, 0)))
                .withMessage("rounded entries of the sum must be 0, but was 1");
    }

    @ParameterizedTest
    @CsvSource({"-1", "3"})
    void noMoreCanBeRoundedThanThereAre(int rounded) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientSum(new float[2], rounded, 0, 0, 0))
                .withMessage("rounded must be in [0, 2], but was " + rounded);
    }

    private static List<GradientSum> sums(int weights, int rounded) {
        SplittableRandom random = new SplittableRandom(1);
        List<GradientSum> sums = new ArrayList<>();
        for (int shard = 0; shard < 7; shard++) {
            float[] gradient = new float[weights];
            for (int i = 0; i < weights; i++) {
                gradient[i] = (float) random.nextDouble(-1, 1);
            }
            GradientSum sum = new GradientSum(gradient, rounded, random.nextDouble(), random.nextDouble(), shard);
            sum.round();
            sums.add(sum);
        }
        return sums;
    }
}

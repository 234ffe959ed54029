package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.numeric.TreePart;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GradientSumTest {
    /** Fewer than are worth several threads, and more; not a whole number of blocks. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 100_003})
    void manyMergesHaveTheBitsOfOneAfterTheOther(int weights) {
        GradientSum expected = ReductionTree.reduce(sums(weights), GradientSum::merge);

        List<TreePart<GradientSum>> parts = new ArrayList<>();
        for (GradientSum sum : sums(weights)) {
            parts.add(new TreePart<>(parts.size(), parts.size() + 1, sum));
        }
        GradientSum merged =
                ReductionTree.join(7, parts, GradientSum::mergeAll).get(0).sum();

        assertThat(merged.gradient()).isEqualTo(expected.gradient());
        assertThat(merged.loss()).isEqualTo(expected.loss());
        assertThat(merged.weight()).isEqualTo(expected.weight());
        assertThat(merged.rows()).isEqualTo(expected.rows());
    }

    @Test
    void sumsOfOtherWeightsCannotBeMerged() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientSum(2).merge(new GradientSum(3)))
                .withMessage("length of the sum must be 2, but was 3");
    }

    private static List<GradientSum> sums(int weights) {
        SplittableRandom random = new SplittableRandom(1);
        List<GradientSum> sums = new ArrayList<>();
        for (int shard = 0; shard < 7; shard++) {
            float[] gradient = new float[weights];
            for (int i = 0; i < weights; i++) {
                gradient[i] = (float) random.nextDouble(-1, 1);
            }
            sums.add(new GradientSum(gradient, random.nextDouble(), random.nextDouble(), shard));
        }
        return sums;
    }
}

package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.numeric.TreePart;
import dev.lockstep.train.Step;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartialSumsTest {
    private static final int SHARDS = 7;
    private static final int WEIGHTS = 1_001;

    /** Two processes with shards 0 to 3 and 4 to 6, of which the second is heard first. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1000", "1, 1001", "0.01, 0", "0.01, 1000"})
    void sumsThatTravelHaveTheBitsOfThoseThatStay(double density, int rounded) {
        Question.Gradient question = new Question.Gradient(Step.of(0, 1), WEIGHTS);
        GradientSum expected = ReductionTree.reduce(SHARDS, shard -> leaf(shard, density, rounded), GradientSum::merge);

        PartialSums<GradientSum> driver = new PartialSums<>(question, SHARDS);
        for (int from : new int[] {4, 0}) {
            PartialSums<GradientSum> process = new PartialSums<>(question, SHARDS);
            process.add(IntStream.range(from, Math.min(SHARDS, from + 4))
                    .mapToObj(shard -> new TreePart<>(shard, shard + 1, leaf(shard, density, rounded)))
                    .toList());
            List<Object> load = process.load(false);
            assertThat(load).hasOnlyElementsOfType(byte[].class);
            driver.addLoad(process.ranges(), load);
        }

        GradientSum sum = driver.whole().orElseThrow();
        assertThat(sum.gradient()).containsExactly(expected.gradient());
        assertThat(sum.rounded()).isEqualTo(rounded);
        assertThat(sum.loss()).isEqualTo(expected.loss());
        assertThat(sum.rows()).isEqualTo(expected.rows());
    }

    private static GradientSum leaf(int shard, double density, int rounded) {
        SplittableRandom random = new SplittableRandom(shard);
        float[] gradient = new float[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            gradient[i] = random.nextDouble() < density ? (float) random.nextDouble(-1, 1) : 0;
        }
        GradientSum sum = new GradientSum(gradient, rounded, random.nextDouble(), 1, shard);
        sum.round();
        return sum;
    }
}

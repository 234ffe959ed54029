package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinearModelTest {
    private static final Target THREE = Target.classes(List.of("a", "b", "c"));
    private static final LinearModel SOFTMAX = new LinearModel(2, THREE, CrossEntropy.DEFAULT);

    @Test
    void weightsAreDecayedAndBiasesAreNot() {
        assertThat(SOFTMAX.parameters())
                .isEqualTo(ParameterLayout.of(List.of(
                        new Parameter("weight", List.of(3, 2), true, true),
                        new Parameter("bias", List.of(3), true, false))));
        assertThat(new LinearModel(4, Target.number(), new Squared(), false).parameters())
                .isEqualTo(ParameterLayout.of(List.of(new Parameter("weight", List.of(1, 4), true, true))));
    }

    @Test
    void startsAtZeroForEverySeed() {
        assertThat(SOFTMAX.initialWeights(1)).containsExactly(new float[9]);
        assertThat(SOFTMAX.initialWeights(2)).containsExactly(new float[9]);
    }

    @Test
    void scoresAreProductsPlusBias() {
        float[] theta = {1, 2, 3, 4, 5, 6, 10, 20, 30};
        Batch dense = Batch.dense(2, 2);
        dense.addDense(new float[] {1, 1}, 0, 0, 1);
        dense.addDense(new float[] {0, -1}, 0, 0, 1);
        float[] scores = new float[6];
        SOFTMAX.predict(theta, dense, scores);
        assertThat(scores).containsExactly(13, 27, 41, 8, 16, 24);

        Batch sparse = Batch.sparse(2, 2);
        sparse.addSparse(new int[] {1}, new float[] {-1}, 0, 1, 0, 1);
        sparse.addSparse(new int[0], new float[0], 0, 0, 0, 1);
        SOFTMAX.predict(theta, sparse, scores);
        assertThat(scores).containsExactly(8, 16, 24, 10, 20, 30);
    }

    @Test
    void gradientAddsToWhatIsThere() {
        LinearModel model = new LinearModel(1, Target.number(), new Squared());
        GradientSum sum = new GradientSum(new float[] {100, 200}, 1, 2, 3);
        Batch batch = Batch.dense(1, 1);
        batch.addDense(new float[] {3}, 0, 5, 2); // score 0, so error −5 and derivative −10, twice
        model.addGradient(model.initialWeights(0), batch, Seeds.generator(0), sum);
        assertThat(sum.gradient()).containsExactly(100 - 60, 200 - 20);
        assertThat(sum.loss()).isEqualTo(1 + 2 * 25);
        assertThat(sum.weight()).isEqualTo(4);
        assertThat(sum.rows()).isEqualTo(4);
    }

    @Test
    void sparseRowTouchesOnlyItsEntries() {
        LinearModel model = new LinearModel(1_000_000, Target.number(), new Squared(), false);
        Batch batch = Batch.sparse(1_000_000, 1);
        batch.addSparse(new int[] {7, 999_999}, new float[] {1, 2}, 0, 2, 1, 1);
        float[] gradient = new float[1_000_000];
        gradient[8] = Float.NaN; // an added 0 would not show
        model.addGradient(new float[1_000_000], batch, Seeds.generator(0), new GradientSum(gradient, 0, 0, 0));
        assertThat(gradient[7]).isEqualTo(-2);
        assertThat(gradient[999_999]).isEqualTo(-4);
        assertThat(gradient[8]).isNaN();
    }

    @Test
    void rowScoresTheSameWhereverItLies() {
        LinearModel model = new LinearModel(37, THREE, CrossEntropy.DEFAULT);
        float[] theta = new float[model.parameters().size()];
        float[] row = new float[37];
        var random = Seeds.generator(5);
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) random.nextDouble(-1, 1);
            row[i % 37] = (float) random.nextDouble(-1, 1);
        }
        Batch many = Batch.dense(37, 5);
        for (int r = 0; r < 5; r++) {
            many.addDense(r == 3 ? row : new float[37], 0, 0, 1);
        }
        Batch one = Batch.dense(37, 1);
        one.addDense(row, 0, 0, 1);
        float[] amongMany = new float[15];
        float[] alone = new float[3];
        model.predict(theta, many, amongMany);
        model.predict(theta, one, alone);
        assertThat(alone).containsExactly(amongMany[9], amongMany[10], amongMany[11]);
    }

    @Test
    void blocksStayWithinACache() {
        assertThat(SOFTMAX.blockRows()).isEqualTo(256);
    }

    @Test
    void badShapesAreRefused() {
        assertThatThrownBy(() -> new LinearModel(0, THREE, CrossEntropy.DEFAULT))
                .hasMessage("width must be at least 1, but was 0");
        assertThatThrownBy(() -> new LinearModel(Integer.MAX_VALUE, THREE, CrossEntropy.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 2³¹ − 1 weights")
                .hasMessageContaining("use fewer features");
        assertThatThrownBy(() -> SOFTMAX.predict(new float[9], Batch.dense(3, 1), new float[3]))
                .hasMessage("a linear model of 2 features and 9 weights got rows of 3 features and 9 weights");
        assertThatThrownBy(() -> SOFTMAX.predict(new float[8], Batch.dense(2, 1), new float[3]))
                .hasMessage("a linear model of 2 features and 9 weights got rows of 2 features and 8 weights");
    }
}

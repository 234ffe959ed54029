package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PretrainedTest {
    private static final Model NEW = new LinearModel(2, Target.number(), new Squared());

    @Test
    void startsWithTheTensorsThatWereTrained() {
        assertThat(new Pretrained(NEW, List.of("bias"), new float[] {1, 2, 3}).initialWeights(5))
                .containsExactly(0, 0, 3);
        assertThat(new Pretrained(NEW, List.of("weight", "other"), new float[] {1, 2, 3}).initialWeights(5))
                .containsExactly(1, 2, 0);
    }

    @Test
    void everyTrainingGetsWeightsOfItsOwn() {
        Pretrained model = new Pretrained(NEW, List.of("weight"), new float[] {1, 2, 3});
        model.initialWeights(1)[0] = 7;
        assertThat(model.initialWeights(1)[0]).isEqualTo(1);
    }

    @Test
    void isTheModelOtherwise() {
        Pretrained model = new Pretrained(NEW, List.of("weight"), new float[] {1, 2, 3});
        assertThat(model.parameters()).isEqualTo(NEW.parameters());
        assertThat(List.of(model.width(), model.scores(), model.blockRows(), model.gradientRows()))
                .containsExactly(NEW.width(), NEW.scores(), NEW.blockRows(), NEW.gradientRows());
        assertThat(model.loss()).isEqualTo(NEW.loss());
        Batch batch = Batch.dense(2, 1);
        batch.addDense(new float[] {1, 2}, 0, 3, 1);
        float[] theta = {1, 2, 3};
        GradientSum sum = new GradientSum(3);
        GradientSum expected = new GradientSum(3);
        model.addGradient(theta, batch, Seeds.generator(1), sum);
        NEW.addGradient(theta, batch, Seeds.generator(1), expected);
        assertThat(sum.gradient()).containsExactly(expected.gradient());
        float[] scores = new float[1];
        model.predict(theta, batch, scores);
        assertThat(scores).containsExactly(8);
    }

    @Test
    void theWeightsMustBeOfItsLayout() {
        assertThatThrownBy(() -> new Pretrained(NEW, List.of(), new float[2]))
                .hasMessage("number of trained weights must be 3, but was 2");
    }
}

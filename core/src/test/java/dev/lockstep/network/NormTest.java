package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Squared;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Batch, layer and group norms. */
final class NormTest {
    private static final float ROUNDING = 1e-6f;

    @Test
    void batchNormMakesMeanZeroAndVarianceOneOfEachChannel() {
        // Channel 0: 1, 3, 5, 7, of mean 4 and variance 5. Channel 1 is constant.
        float[] values = new LayerRun(new BatchNorm(0.9, 1e-8, Affine.BOTH), 2, 2)
                .training(1, 1, 3, 8, 8, 5, 7, 8, 8)
                .values();
        float unit = (float) (1 / Math.sqrt(5));
        assertThat(values)
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(-3 * unit, -unit, 0, 0, unit, 3 * unit, 0, 0);
    }

    @Test
    void runningValuesMoveByOneMinusMomentum() {
        LayerRun.Result result = new LayerRun(
                        new BatchNorm(0.9, 1e-3, Affine.BOTH),
                        Map.of("running_mean", new float[] {10, 0}, "running_var", new float[] {2, 1}),
                        2)
                .training(1, 1, 8, 3, 8, 5, 8, 7, 8);
        assertThat(result.update("running_mean"))
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(9.4f, 0.8f);
        // The running variance divides by n − 1: 20 / 3, not 5.
        assertThat(result.update("running_var"))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(0.9f * 2 + 0.1f * 20 / 3, 0.9f);
    }

    @Test
    void scoresAreComputedWithRunningValuesAndEachRowAlone() {
        LayerRun run = new LayerRun(
                new BatchNorm(0.9, 1e-3, Affine.BOTH),
                Map.of(
                        "running_mean", new float[] {2},
                        "running_var", new float[] {4 - 1e-3f},
                        "weight", new float[] {3},
                        "bias", new float[] {1}),
                1);
        assertThat(run.scoring(2, 4, 0)).usingComparatorWithPrecision(ROUNDING).containsExactly(1, 4, -2);
        assertThat(run.scoring(4)).usingComparatorWithPrecision(ROUNDING).containsExactly(4);
    }

    @Test
    void oneRowHasNoVariance() {
        LayerRun.Result result = new LayerRun(BatchNorm.DEFAULT, 2).training(1, 5, 6);
        assertThat(result.values()).usingComparatorWithPrecision(1e-4f).containsExactly(0, 0); // rounding, times √1000
        assertThat(result.update("running_var"))
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(1, 1); // stays as it was
    }

    @Test
    void sumsHoldRunningValuesTimesTheWeightOfTheRows() {
        Network network = NetworkBuilder.of(1)
                .add(new BatchNorm(0.5, 1e-3, new Affine(false, false)))
                .add(new Dense(1))
                .build(Target.number(), new Squared());
        ParameterLayout layout = network.parameters();
        assertThat(layout.parameters())
                .extracting(Parameter::name)
                .containsExactly("layer2.weight", "layer2.bias", "layer1.running_mean", "layer1.running_var");
        float[] theta = {1, 0, 0, 1};
        GradientSum sum = sum(network, theta, 2, 1, 3); // mean 2 and variance 2, of two rows that weigh 4 together
        sum.merge(sum(network, theta, 1, 5, 7)); // mean 6 and variance 2, of rows that weigh 2

        assertThat(sum.gradient()[2] / sum.weight()).isCloseTo((4 * 1 + 2 * 3) / 6.0, within(1e-6));
        assertThat(sum.gradient()[3] / sum.weight()).isCloseTo(0.5 * 1 + 0.5 * 2, within(1e-6));
    }

    @Test
    void aTaskThatIsTriedAgainGivesTheSameBits() {
        Network network = NetworkBuilder.of(2)
                .add(new Dense(6, Activation.of(ActivationFunction.RELU)))
                .add(BatchNorm.DEFAULT)
                .add(new Dropout(0.3, false))
                .add(new Dense(1))
                .build(Target.number(), new Squared());
        float[] theta = network.initialWeights(1);
        assertThat(network.gradientRows()).isEqualTo(Integer.MAX_VALUE);
        float[] first = sum(network, theta, 1, 1, 2, 3, 4, 5, 6).gradient();
        assertThat(sum(network, theta, 1, 1, 2, 3, 4, 5, 6).gradient()).containsExactly(first);
    }

    private static GradientSum sum(Network network, float[] theta, float weight, float... rows) {
        Batch batch = Batch.dense(network.width(), rows.length / network.width());
        for (int from = 0; from < rows.length; from += network.width()) {
            batch.addDense(rows, from, 1, weight);
        }
        GradientSum sum = new GradientSum(theta.length);
        network.addGradient(theta, batch, Seeds.generator(5), sum);
        return sum;
    }

    @Test
    void layerNormIsOverAllValuesOfARow() {
        LayerRun run = new LayerRun(new LayerNorm(1e-8, Affine.BOTH), 2, 2);
        float unit = (float) (1 / Math.sqrt(5));
        assertThat(run.scoring(1, 3, 5, 7, 10, 10, 10, 10))
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(-3 * unit, -unit, unit, 3 * unit, 0, 0, 0, 0);
        assertThat(run.training(1, 1, 3, 5, 7).values())
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(-3 * unit, -unit, unit, 3 * unit);
    }

    @Test
    void groupNormIsOverTheChannelsOfAGroup() {
        float unit = (float) (1 / Math.sqrt(5));
        assertThat(new LayerRun(new GroupNorm(2, 1e-8, Affine.BOTH), 4, 2).scoring(1, 3, 5, 7, 2, 2, 2, 2))
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(-3 * unit, -unit, unit, 3 * unit, 0, 0, 0, 0);
        assertThatThrownBy(() -> new GroupNorm(3, 1e-3, Affine.BOTH).output(Shape.of(4, 2)))
                .hasMessage("divides channels into 3 groups, but rows of [4, 2] came: write groups that divide 4");
    }

    @Test
    void sumsAreInFloatWhereLayersComputeWithLess() {
        // 256 and 258 are of bfloat16, but their mean, 257, is not.
        float[] values = new LayerRun(new LayerNorm(1e-8, Affine.BOTH), 2).scoring(ScalarType.BFloat16, 256, 258);
        assertThat(values).containsExactly(-1, 1);
        assertThat(new LayerRun(new GroupNorm(1, 1e-8, Affine.BOTH), 2).scoring(ScalarType.BFloat16, 256, 258))
                .containsExactly(-1, 1);
        LayerRun.Result batch =
                new LayerRun(new BatchNorm(0.99, 1e-8, Affine.BOTH), 1).training(ScalarType.BFloat16, 1, 256, 258);
        assertThat(batch.values()).containsExactly(-1, 1);
        assertThat(batch.update("running_mean"))
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(2.57f);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new BatchNorm(1, 1e-3, Affine.BOTH))
                .hasMessage("momentum must be in [0, 1), but was 1.0");
        assertThatThrownBy(() -> new BatchNorm(0.9, 0, Affine.BOTH)).hasMessageContaining("epsilon must be positive");
        assertThatThrownBy(() -> new LayerNorm(-1, Affine.BOTH)).hasMessageContaining("epsilon must be positive");
        assertThatThrownBy(() -> new GroupNorm(0, 1e-3, Affine.BOTH)).hasMessageContaining("groups must be at least 1");
    }
}

package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class MuonTest {
    private static final Parameter HIDDEN = new Parameter("hidden.weight", List.of(3, 2), true, true);
    private static final Parameter EMBEDDING = new Parameter("Embedding.weight", List.of(5, 2), true, true);
    private static final Parameter OUTPUT = new Parameter("output.weight", List.of(2, 4), true, true);
    private static final Parameter BIAS = new Parameter("bias", List.of(7), true, false);
    private static final Parameter KERNEL = new Parameter("kernel", List.of(2, 2, 3), true, true);
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(HIDDEN, EMBEDDING, OUTPUT, BIAS, KERNEL));

    private static int[] memory(Map<String, ?> settings) {
        OptimizerState state = Optimizers.of("muon", settings).newState(LAYOUT);
        return Stream.of("momentum", "m", "v")
                .mapToInt(name -> state.slot(name).length)
                .toArray();
    }

    @Test
    void matricesHaveOneSlotAndTheRestTwo() {
        assertThat(memory(Map.of())).containsExactly(6 + 8, 10 + 7 + 12, 10 + 7 + 12);
    }

    @Test
    void namesDecideWhichMatricesAreLeftToAdam() {
        assertThat(memory(Map.of("exclude_embeddings", false))).containsExactly(6 + 10 + 8, 7 + 12, 7 + 12);
        assertThat(memory(Map.of("exclude_layers", List.of("^out", "hidd"))))
                .containsExactly(0, 6 + 10 + 8 + 7 + 12, 6 + 10 + 8 + 7 + 12);
    }

    @Test
    void theRestFollowsAdamWithADecayAndARateOfItsOwn() {
        Optimizer muon = Optimizers.of("muon", Map.of("adam_weight_decay", 0.5, "adam_lr_ratio", 0.25, "epsilon", 0.1));
        float[] theta = values(1);
        OptimizerState state = muon.newState(LAYOUT);
        Optimizer adam = new Adam(0.9, 0.999, 0.1, false);
        float[] bias = Arrays.copyOfRange(theta, 24, 31);
        OptimizerState own = adam.newState(7);
        for (int t = 0; t < 3; t++) {
            float[] gradient = values(2 + t);
            float[] ofBias = Arrays.copyOfRange(gradient, 24, 31);
            muon.update(theta, gradient, state, 0.125);
            for (int i = 0; i < 7; i++) {
                bias[i] -= bias[i] * 0.0625f;
            }
            adam.update(bias, ofBias, own, 0.125 * 0.25);
        }
        assertThat(Arrays.copyOfRange(theta, 24, 31)).isEqualTo(bias);
        assertThat(Arrays.copyOfRange(state.slot("v"), 10, 17)).isEqualTo(own.slot("v"));
    }

    @Test
    void stepsAreAboutAsLargeAsTheRmsRateSays() {
        Muon plain = new Muon(0.95, true, 0.2, 0, NewtonSchulz.DEFAULT, MuonRest.DEFAULT);
        int rows = 30;
        int columns = 90;
        ParameterLayout layout = ParameterLayout.of(List.of(new Parameter("w", List.of(rows, columns), true, true)));
        float[] theta = new float[rows * columns];
        plain.update(theta, OptimizerContractTest.random(theta.length, 3), plain.newState(layout), 1);
        double size = Math.sqrt(GradientNorms.squares(theta, 0, theta.length) / theta.length);
        assertThat(size).isCloseTo(0.2, Offset.offset(0.05));
        float[] bare = new float[rows * columns];
        Optimizer none = Optimizers.of("muon", Map.of("rms_rate", "none", "weight_decay", 0));
        none.update(bare, OptimizerContractTest.random(bare.length, 3), none.newState(layout), 1);
        assertThat((double) theta[7]).isCloseTo(bare[7] * 0.2 * Math.sqrt(columns), Offset.offset(1e-5));
    }

    @Test
    void aGroupMayTakeDecayFromMatrices() {
        Optimizer muon = Optimizers.of(
                "muon", Map.of("weight_decay", 0.5, "groups", List.of(Map.of("match", "hidden*", "weight_decay", 0))));
        float[] theta = values(1);
        muon.update(theta, new float[LAYOUT.size()], muon.newState(LAYOUT), 0.125);
        assertThat(theta[0]).isEqualTo(values(1)[0]);
        assertThat(theta[16]).isEqualTo(values(1)[16] * 0.9375f);
    }

    @Test
    void aPatternThatIsFoundNowhereIsRefused() {
        Optimizer muon = Optimizers.of("muon", Map.of("exclude_layers", List.of("otput")));
        assertThatIllegalArgumentException().isThrownBy(() -> muon.requireTensors(LAYOUT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> muon.newState(LAYOUT))
                .withMessageStartingWith(
                        "exclude_layers of optimizer muon must be found in one of the names [hidden.weight, ")
                .withMessageEndingWith("but was otput");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("muon", Map.of("exclude_layers", List.of("("))))
                .withMessageStartingWith("exclude_layers must be regular expressions, but was (: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("muon", Map.of("exclude_layers", List.of(3))))
                .withMessage("exclude_layers must be a list of names, but was [3]");
    }

    private static float[] values(long seed) {
        return OptimizerContractTest.random(LAYOUT.size(), seed);
    }
}

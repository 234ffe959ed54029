package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GroupedTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new Parameter("layer1.weight", List.of(2), true, true),
            new Parameter("layer1.bias", List.of(1), true, false),
            new Parameter("norm.mean", List.of(1), false, false),
            new Parameter("layer2.weight", List.of(2), true, true),
            new Parameter("layer2.bias", List.of(1), true, false)));

    private static Optimizer grouped(Map<String, Object> more, Map<?, ?>... groups) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("groups", List.of(groups));
        return Optimizers.of("sgd", settings);
    }

    private static float[] moved(Optimizer optimizer, float theta) {
        float[] weights = {theta, theta, theta, theta, theta, theta, theta};
        optimizer.update(weights, new float[] {1, 1, 1, 1, 1, 1, 1}, optimizer.newState(LAYOUT), 0.5);
        return weights;
    }

    @Test
    void tensorsHaveTheirOwnRatesAndTakeEachSettingFromTheFirstGroupThatHasIt() {
        Optimizer optimizer = grouped(
                Map.of(),
                Map.of("match", "layer1.*", "learning_rate_scale", 0.5),
                Map.of("match", "*.bias", "learning_rate_scale", 2));
        assertThat(moved(optimizer, 0)).containsExactly(-0.25f, -0.25f, -0.25f, 0, -0.5f, -0.5f, -1);
    }

    @Test
    void tensorsHaveTheirOwnDecay() {
        Optimizer optimizer = grouped(
                Map.of("weight_decay", 0.5),
                Map.of("match", "layer?.weight", "weight_decay", 1),
                Map.of("match", "layer1.*", "weight_decay", 0));
        assertThat(moved(optimizer, 4)).containsExactly(1.5f, 1.5f, 3.5f, 4, 1.5f, 1.5f, 2.5f);
    }

    @Test
    void groupsDecayTensorsOfAnOptimizerThatDecaysNoOthers() {
        assertThat(moved(grouped(Map.of(), Map.of("match", "layer1.*", "weight_decay", 1)), 4))
                .containsExactly(1.5f, 1.5f, 1.5f, 4, 3.5f, 3.5f, 3.5f);
        assertThat(grouped(Map.of(), Map.of("match", "*", "weight_decay", 0)))
                .isInstanceOfSatisfying(
                        Grouped.class, without -> assertThat(without.inner()).isEqualTo(Sgd.DEFAULT));
    }

    @Test
    void biasesAndNormsAreLeftOutOfDecayInOneWord() {
        Optimizer optimizer = Optimizers.of("sgd", Map.of("weight_decay", 0.5, "weight_decay_on", "weights"));
        assertThat(moved(optimizer, 4)).containsExactly(2.5f, 2.5f, 3.5f, 4, 2.5f, 2.5f, 3.5f);
        assertThat(moved(Optimizers.of("sgd", Map.of("weight_decay", 0.5, "weight_decay_on", "all")), 4))
                .containsExactly(2.5f, 2.5f, 2.5f, 4, 2.5f, 2.5f, 2.5f);
    }

    @Test
    void frozenTensorsNeitherMoveNorHaveSlotsNorTakePartInNorms() {
        Optimizer optimizer = Optimizers.of(
                "momentum",
                Map.of(
                        "global_clipnorm", 1,
                        "weight_decay", 1,
                        "groups", List.of(Map.of("match", "layer1*", "frozen", true))));
        float[] theta = {1, 1, 1, 1, 1, 1, 1};
        float[] to = new float[7];
        OptimizerState state = optimizer.newState(LAYOUT);
        optimizer.update(theta, to, new float[] {9, 9, 9, 9, 3, 4, 0}, state, 0.5);
        assertThat(state.slot("velocity")).hasSize(3);
        assertThat(to).containsExactly(1, 1, 1, 1, 0.5f - 0.5f * 0.6f, 0.5f - 0.5f * 0.8f, 0.5f);
    }

    @Test
    void aGradientThatIsNotFiniteDoesNoHarmWhereItIsNotUsed() {
        Optimizer optimizer = grouped(Map.of(), Map.of("match", "layer1*", "frozen", true));
        float[] theta = new float[7];
        optimizer.update(theta, new float[] {Float.NaN, 1, 1, 1, 1, 1, 1}, optimizer.newState(LAYOUT), 1);
        assertThat(theta).containsExactly(0, 0, 0, 0, -1, -1, -1);
    }

    @Test
    void aRestoredStateKeepsTheRules() {
        Optimizer optimizer = grouped(Map.of(), Map.of("match", "layer1*", "learning_rate_scale", 0));
        OptimizerState state = OptimizerStateTest.copy(optimizer.newState(LAYOUT), optimizer.newState(LAYOUT));
        float[] theta = new float[7];
        optimizer.update(theta, new float[] {1, 1, 1, 1, 1, 1, 1}, state, 1);
        assertThat(theta).containsExactly(0, 0, 0, 0, -1, -1, -1);
    }

    @Test
    void refusesGroupsThatMatchNothingOrFreezeAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "layer3.*", "frozen", true))
                        .newState(LAYOUT))
                .withMessage("groups: match layer3.* is none of the tensors layer1.weight, layer1.bias, layer2.weight,"
                        + " layer2.bias");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(
                                Map.of("gradient_accumulation_steps", 2), Map.of("match", "layer3.*", "frozen", true))
                        .requireTensors(LAYOUT))
                .withMessageStartingWith("groups: match layer3.* is none of the tensors");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "norm*", "frozen", true))
                        .newState(LAYOUT));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        grouped(Map.of(), Map.of("match", "*", "frozen", true)).newState(LAYOUT))
                .withMessage("groups freeze every tensor: leave one to train");
    }

    @Test
    void refusesGroupsThatSayNothingOrContradictThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "*")))
                .withMessageContaining("given a learning_rate_scale, a weight_decay, or frozen: true");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "*", "frozen", true, "weight_decay", 0)))
                .withMessageContaining("either frozen");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "*", "learning_rate_scale", -1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "*", "weight_decay", Double.NaN)));
        assertThatIllegalArgumentException().isThrownBy(() -> grouped(Map.of(), Map.of("match", " ", "frozen", true)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("frozen", true)))
                .withMessageContaining("needs the setting match");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped(Map.of(), Map.of("match", "*", "frozn", true)))
                .withMessageContaining("did you mean frozen?");
        assertThatIllegalArgumentException().isThrownBy(() -> Optimizers.of("sgd", Map.of("groups", "all")));
    }
}

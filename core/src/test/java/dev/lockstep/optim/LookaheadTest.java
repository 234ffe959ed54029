package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LookaheadTest {
    private static final float[] ONE = {1};

    @Test
    void everyKthStepGoesBackAPartOfTheWay() {
        Lookahead lookahead = new Lookahead(Sgd.DEFAULT, 2, 0.25);
        float[] theta = {8};
        OptimizerState state = lookahead.newState(1);
        float[] expected = {7, 7.5f, 6.5f, 7};
        for (float weight : expected) {
            lookahead.update(theta, ONE, state, 1);
            assertThat(theta).containsExactly(weight);
        }
        assertThat(state.slot("slow")).containsExactly(7);
    }

    @Test
    void settingsOfTheInnerOptimizerAreItsOwn() {
        Map<String, Object> settings =
                Map.of("inner", Map.of("name", "sgd", "momentum", 0.5), "sync_period", 3, "slow_step_size", 0.75);
        assertThat(Optimizers.of("lookahead", settings)).isEqualTo(new Lookahead(new Sgd(0.5, false), 3, 0.75));
        assertThat(Optimizers.of("lookahead", Map.of("inner", "nesterov")))
                .isEqualTo(new Lookahead(new Sgd(0.9, true), 6, 0.5));
        assertThat(Optimizers.of("lookahead", Map.of())).isEqualTo(Lookahead.DEFAULT);
    }

    @Test
    void theFirstSlowWeightsAreThoseBeforeAnyDecay() {
        Optimizer lookahead = Optimizers.of(
                "lookahead", Map.of("inner", "sgd", "weight_decay", 0.5, "sync_period", 1, "slow_step_size", 0.5));
        float[] theta = {8};
        lookahead.update(theta, new float[] {0}, lookahead.newState(1), 1);
        assertThat(theta).containsExactly(6);
    }

    @Test
    void aGroupsDecayHappensOnce() {
        List<?> groups = List.of(Map.of("match", "theta", "weight_decay", 0.5));
        for (String inner : List.of("sgd", "adamw", "lars")) {
            Optimizer lookahead = Optimizers.of("lookahead", Map.of("inner", inner, "groups", groups));
            float[] theta = {8};
            lookahead.update(theta, new float[] {0}, lookahead.newState(1), 0.5);
            assertThat(theta).as(inner).containsExactly(6);
        }
    }

    @Test
    void decayIsSaidInOnePlace() {
        for (Object inner : List.of("adamw", "muon", "lars", Map.of("name", "sgd", "weight_decay", 0.5))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Optimizers.of("lookahead", Map.of("inner", inner, "weight_decay", 0.5)))
                    .withMessageEndingWith("write this one in its place, inside inner");
        }
    }

    @Test
    void anAverageAroundItIsOfWeightsThatWentBack() {
        Optimizer lookahead = Optimizers.of(
                "lookahead",
                Map.of("inner", "sgd", "sync_period", 1, "slow_step_size", 0.5, "use_ema", true, "ema_momentum", 0));
        float[] theta = {8};
        OptimizerState state = lookahead.newState(1);
        lookahead.update(theta, new float[] {2}, state, 1);
        assertThat(theta).containsExactly(7);
        assertThat(state.slot("average")).containsExactly(7);
    }

    @Test
    void passesMomentumAndWeightsToEvaluateOn() {
        assertThat(Lookahead.DEFAULT.withMomentum(0.5))
                .isEqualTo(new Lookahead(Adam.DEFAULT.withMomentum(0.5), 6, 0.5));
        Optimizer free = Optimizers.of("lookahead", Map.of("inner", "schedule_free_adamw"));
        float[] theta = {1};
        OptimizerState state = free.newState(1);
        free.update(theta, ONE, state, 0.1);
        free.update(theta, ONE, state, 0.1);
        float[] out = new float[1];
        free.evaluationWeights(theta, state, out);
        assertThat(out[0]).isGreaterThan(theta[0]);
    }

    @Test
    void whatIsComposedBelongsBesideTheInnerOptimizer() {
        for (Map<String, Object> inner : List.<Map<String, Object>>of(
                Map.of("name", "adam", "clipnorm", 1),
                Map.of("name", "adam", "gradient_accumulation_steps", 2),
                Map.of("name", "lookahead"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Optimizers.of("lookahead", Map.of("inner", inner)))
                    .withMessageStartingWith(
                            "inner of lookahead must be a rule, with no more than weight_decay around it");
        }
        assertThat(Optimizers.of("lookahead", Map.of("inner", Map.of("name", "adam", "weight_decay", 0.1))))
                .isEqualTo(new Lookahead(new Decayed(Adam.DEFAULT, 0.1), 6, 0.5));
        assertThat(new Lookahead(new CoupledDecay(Sgd.DEFAULT, 0.1), 1, 1).inner())
                .isInstanceOf(CoupledDecay.class);
    }

    @Test
    void rejectsWhatIsNoOptimizerAndValuesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("lookahead", Map.of("inner", "adma")))
                .withMessage("there is no optimizer adma: did you mean adam?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("lookahead", Map.of("inner", Map.of("beta_1", 0.5))))
                .withMessage("inner of optimizer lookahead needs a name: write inner: {name: adam}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lookahead(Adam.DEFAULT, 0, 0.5))
                .withMessageContaining("sync_period");
        for (double bad : new double[] {0, 1.5, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Lookahead(Adam.DEFAULT, 6, bad))
                    .withMessageContaining("slow_step_size");
        }
    }
}
